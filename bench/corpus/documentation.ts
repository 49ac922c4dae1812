import { readFile, writeFile } from 'node:fs/promises';

const PAGE = new URL('../../docs/diagnosis.md', import.meta.url);

/**
 * Puts a measured table into docs/diagnosis.md, between `<!-- measured: npm run NAME -->` and `<!-- end -->`; throws where the
 * page lacks these marks.
 */
export async function writeBetweenMarks(name: string, table: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const begin = `<!-- measured: npm run ${name} -->\n`;
  const start = page.indexOf(begin) + begin.length;
  const end = page.indexOf('<!-- end -->', start);
  if (start < begin.length || end < 0)
    throw new Error(`docs/diagnosis.md has no marks for ${name}.`);
  await writeFile(PAGE, `${page.slice(0, start)}${table}\n${page.slice(end)}`);
}
