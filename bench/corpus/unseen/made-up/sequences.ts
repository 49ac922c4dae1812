/** Tables whose columns are steps of time or letters. */
import { dice, type Row, range, short } from './dice.ts';

/** Texts of 20 words as numbers: of 80 words 16 speak well of a thing, 16 badly; "not" (1) turns the next word. */
export function reviews(): Row[] {
  const { below, chance } = dice(24);
  const rows: Row[] = [];
  while (rows.length < 1500) {
    const words = range(20).map(() => (chance(0.1) ? 1 : 2 + below(78)));
    let mood = 0;
    for (const [i, word] of words.entries()) {
      const value = word < 34 ? (word < 18 ? 1 : -1) : 0;
      mood += words[i - 1] === 1 ? -value : value;
    }
    if (mood !== 0) rows.push([...words, mood > 0 ? 'good' : 'bad']);
  }
  return [[...range(20).map((i) => `w${i}`), 'mood'], ...rows];
}

/** Windows of 24 readings of three accelerations, four ways to move. */
export function motions(): Row[] {
  const { uniform, normal } = dice(25);
  const kinds = [
    ['sit', 0.05, 0],
    ['walk', 0.5, 0.16],
    ['run', 1.2, 0.34],
    ['stairs', 0.5, 0.24],
  ] as const;
  const rows = range(400).map((i) => {
    const [name, size, speed] = kinds[i % 4] ?? kinds[0];
    const phase = uniform(0, 6);
    const values = range(24).flatMap((t) => [
      size * Math.sin(phase + 2 * Math.PI * speed * t) + normal(0, 0.25),
      size * Math.cos(phase + 4 * Math.PI * speed * t) * 0.6 + normal(0, 0.25),
      9.81 + size * Math.sin(phase + 1 + 2 * Math.PI * speed * t) + normal(0, 0.25),
    ]);
    return [...values.map((v) => short(v, 3)), name];
  });
  return [[...range(72).map((i) => `a${i}`), 'motion'], ...rows];
}

/** Names of ten letters (0: none) from three made-up languages with letter pairs of their own. */
export function names(): Row[] {
  const { below, chance } = dice(33);
  const rows = range(900).map((i) => {
    const language = i % 3;
    let letter = 1 + below(26);
    const word = range(10).map((position) => {
      if (position > 5 && chance(0.15)) letter = 0;
      const next = ((letter * (3 + 4 * language) + below(3)) % 26) + 1;
      letter = letter === 0 ? 0 : chance(0.85) ? next : 1 + below(26);
      return letter;
    });
    return [...word, ['north', 'south', 'west'][language] ?? ''];
  });
  return [[...range(10).map((i) => `c${i}`), 'language'], ...rows];
}

/** Readings of 40 steps; faulty machines have one short spike up and down somewhere. */
export function machines(): Row[] {
  const { normal, below } = dice(34);
  const rows = range(500).map((i) => {
    const at = below(36);
    const readings = range(40).map((t) => {
      const spike = i % 2 === 0 ? 0 : t === at ? 1.6 : t === at + 1 ? -1.6 : 0;
      return short(normal(0, 0.5) + spike, 3);
    });
    return [...readings, i % 2];
  });
  return [[...range(40).map((t) => `t${t}`), 'broken'], ...rows];
}
