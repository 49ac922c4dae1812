import type { DataFormat } from './summary.ts';

/** Each format and how the names of its files end (without `.gz`). */
const ENDINGS: readonly (readonly [ending: RegExp, format: DataFormat])[] = [
  [/\.(csv|data|txt)$/i, 'csv'],
  [/\.(tsv|tab)$/i, 'tsv'],
  [/(\.idx|[.-]idx\d-u?byte)$/i, 'idx'],
  [/\.npz$/i, 'npz'],
];

/** The format a file's name promises, `.gz` left aside; undefined where it promises none. */
export function formatOf(path: string): DataFormat | undefined {
  const plain = path.replace(/\.gz$/i, '');
  return ENDINGS.find(([ending]) => ending.test(plain))?.[1];
}
