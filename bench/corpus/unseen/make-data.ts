/** Writes the made-up data sets of the unseen corpus to `data/`: `npm run corpus:unseen-data`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { customers, films, incomes, opinions, payments, shapes } from './made-up/classes.ts';
import type { Row } from './made-up/dice.ts';
import { machines, motions, names, reviews } from './made-up/sequences.ts';
import {
  buildings,
  cars,
  friedman,
  houses,
  mixed,
  passengers,
  sensors,
  tasters,
} from './made-up/values.ts';

/** By file name. */
const TABLES: Readonly<Record<string, () => Row[]>> = {
  houses,
  passengers,
  buildings,
  cars,
  mixed,
  tasters,
  friedman,
  sensors,
  customers,
  payments,
  films,
  opinions,
  shapes,
  reviews,
  motions,
  names,
  machines,
  incomes: () => incomes(0.015),
  'incomes-corrected': () => incomes(0),
};

const folder = new URL('data/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, table] of Object.entries(TABLES)) {
  const lines = table().map((row) => row.join(','));
  await writeFile(new URL(`${name}.csv`, folder), `${lines.join('\n')}\n`);
}
