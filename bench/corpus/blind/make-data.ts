/** Writes the made-up data sets of the blind corpus to `data/`: `npm run corpus:blind-data`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { biomarkers, failures, heart, loans, rowsOf, soils, tags } from './made-up/classes.ts';
import type { Table } from './made-up/dice.ts';
import { gestures, glyphs, recall, spectra, tweets } from './made-up/sequences.ts';
import { arm, bikes, concrete, load, surface } from './made-up/values.ts';

/** By file name. */
const TABLES: Readonly<Record<string, () => Table>> = {
  concrete,
  bikes,
  failures,
  gestures,
  tweets,
  recall,
  load,
  arm,
  tags,
  surface,
  spectra,
  biomarkers,
  heart: () => heart(false),
  'heart-merged': () => heart(true),
  glyphs: () => glyphs(false),
  'glyphs-scaled': () => glyphs(true),
  loans: () => loans(false),
  'loans-oversampled': () => loans(true),
  soils: () => soils(false),
  'soils-standardized': () => rowsOf(soils(false, true), 0, 1000),
  'soils-field': () => rowsOf(soils(false), 1000, 1300),
  'soils-field-standardized': () => rowsOf(soils(false, true), 1000, 1300),
  'soils-mistaken': () => soils(true),
};

const folder = new URL('data/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, table] of Object.entries(TABLES)) {
  const { head, rows } = table();
  const lines = [head, ...rows].map((row) => row.join(','));
  await writeFile(new URL(`${name}.csv`, folder), `${lines.join('\n')}\n`);
}
