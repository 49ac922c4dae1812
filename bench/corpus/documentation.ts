import { readFile, writeFile } from 'node:fs/promises';

const PAGE = new URL('../../docs/diagnosis.md', import.meta.url);
export const README: URL = new URL('README.md', import.meta.url);

/**
 * Puts a measured table into a page, between `<!-- measured: npm run NAME -->` and `<!-- end -->`; throws where the
 * page lacks these marks.
 */
export async function writeBetweenMarks(name: string, table: string, place = PAGE): Promise<void> {
  const page = await readFile(place, 'utf8');
  const begin = `<!-- measured: npm run ${name} -->\n`;
  const start = page.indexOf(begin) + begin.length;
  const end = page.indexOf('<!-- end -->', start);
  if (start < begin.length || end < 0)
    throw new Error(`${place.pathname} has no marks for ${name}.`);
  await writeFile(place, `${page.slice(0, start)}${table}\n${page.slice(end)}`);
}
