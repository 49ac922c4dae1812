/** What the corpus command examines: faulty and healthy texts, from files, from tables, or drawn at random. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BLIND } from './blind/table.ts';
import { CASES } from './cases.ts';
import type { Expectation } from './corpus-case.ts';
import { type FaultyDraft, textOf } from './stress/draft.ts';
import { generate } from './stress/generated.ts';
import { HELD_OUT_FAULTY } from './stress/held-out-faulty.ts';
import { HELD_OUT_HEALTHY } from './stress/held-out-healthy.ts';
import { UNSEEN } from './unseen/table.ts';

export interface Specimen {
  readonly id: string;
  readonly text: string;
  /** Where it stands, or would: the paths of its data are relative to that. */
  readonly place: string;
  /** Null: healthy. */
  readonly expected: Expectation | null;
  /** The healthy text whose metric a repair should reach; null where the source has none. */
  readonly healthy: string | null;
  /** What was drawn counts as healthy from this validation metric on, and as faulty where it stays clearly under it. */
  readonly good?: number;
}

const PLACE = fileURLToPath(new URL('cases/specimen.nnspec', import.meta.url));

/** The cases of the literature, their repaired versions and controls. */
export async function literature(): Promise<Specimen[]> {
  const faulty = CASES.map(async ({ id, healthy, ...expected }) => ({
    id,
    place: PLACE,
    text: await read('cases', id),
    expected,
    healthy: healthy === null ? null : await read('healthy', healthy),
  }));
  const names = await readdir(new URL('healthy/', import.meta.url));
  const healthy = names.sort().map(async (name) => {
    const id = name.replace(/\.nnspec$/, '');
    return {
      id: `${id} (healthy)`,
      place: PLACE,
      text: await read('healthy', id),
      expected: null,
      healthy: null,
    };
  });
  return Promise.all([...faulty, ...healthy]);
}

async function read(kind: 'cases' | 'healthy', id: string): Promise<string> {
  return readFile(new URL(`${kind}/${id}.nnspec`, import.meta.url), 'utf8');
}

/** Programs that were written without knowing how the diagnosis works, their repaired versions and controls. */
export function unseen(): Promise<Specimen[]> {
  return programsOf('unseen', UNSEEN);
}

/** The same, measured before anybody had looked at them. */
export function blind(): Promise<Specimen[]> {
  return programsOf('blind', BLIND);
}

async function programsOf(
  set: 'unseen' | 'blind',
  cases: readonly (Expectation & { readonly id: string })[],
): Promise<Specimen[]> {
  const folder = new URL(`${set}/`, import.meta.url);
  const place = fileURLToPath(new URL('cases/specimen.nnspec', folder));
  const load = (kind: 'cases' | 'healthy', id: string) =>
    readFile(new URL(`${kind}/${id}.nnspec`, folder), 'utf8');
  const faulty = cases.map(async ({ id, ...expected }) => ({
    id,
    place,
    text: await load('cases', id),
    expected,
    healthy: await load('healthy', id),
  }));
  const names = await readdir(new URL('healthy/', folder));
  const healthy = names.sort().map(async (name) => {
    const id = name.replace(/\.nnspec$/, '');
    const text = await load('healthy', id);
    return { id: `${id} (healthy)`, place, text, expected: null, healthy: null };
  });
  return Promise.all([...faulty, ...healthy]);
}

/** Faulty and healthy networks that no threshold was chosen on. */
export function heldOut(): Specimen[] {
  const healthy = HELD_OUT_HEALTHY.map(({ id, draft }) => healthySpecimen(id, textOf(draft, id)));
  return [...HELD_OUT_FAULTY.map(specimenOf), ...healthy];
}

/** So many faulty networks drawn at random, and as many healthy ones: what they were before. */
export function generated(count: number, seed: number): Specimen[] {
  const drafts = generate(count, seed);
  const healthy = drafts.map(({ id, healthy, good = 0 }) => ({
    ...healthySpecimen(`${id} (healthy)`, textOf(healthy, id)),
    good,
  }));
  return [...drafts.map(specimenOf), ...healthy];
}

function specimenOf({ id, draft, healthy, expected, good }: FaultyDraft): Specimen {
  const texts = { text: textOf(draft, id), healthy: textOf(healthy, id) };
  return { id, place: PLACE, ...texts, expected, ...(good === undefined ? {} : { good }) };
}

function healthySpecimen(id: string, text: string): Specimen {
  return { id, place: PLACE, text, expected: null, healthy: null };
}
