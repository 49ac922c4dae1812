/** Writes the corpus's made-up data sets to `data/`, as their sources describe them: `npm run corpus:data`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { randomFrom } from './random.ts';

const folder = new URL('data/', import.meta.url);

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
const short = (value: number) => Number(value.toPrecision(6));

const POINTS_HEAD = [...range(6).map((i) => `x${i}`), 'class'];

/** By file name: the header and the rows. */
const TABLES: Readonly<Record<string, readonly (readonly (string | number)[])[]>> = {
  'parabola.csv': [
    ['x', 'y'],
    ...range(201).map((i) => {
      const x = short(-10 + i / 10);
      return [x, short(x * x + 3)];
    }),
  ],
  'quartic.csv': [
    ['x', 'y'],
    ...range(400).map((i) => {
      const x = short(-100 + i / 2);
      return [x, short(x ** 4)];
    }),
  ],
  'line.csv': [['x', 'y'], ...range(100).map((i) => [short(1 + i / 99), short(5 * (1 + i / 99))])],
  'squares.csv': [['x', 'y', 'class'], ...squares()],
  'codes.csv': [['a', 'b', 'c', 'class'], ...codes()],
  'large.csv': [[...range(16).map((i) => `f${i}`), 'class'], ...large()],
  'points.csv': [POINTS_HEAD, ...points(400, 4)],
  'shuffled.csv': [POINTS_HEAD, ...shuffled(points(400, 5))],
  'rare.csv': [POINTS_HEAD, ...rare()],
  'repeated.csv': [POINTS_HEAD, ...repeated(points(100, 7))],
  'passengers.csv': [
    ['class', 'sex', 'age', 'siblings', 'parents', 'ticket', 'fare', 'cabin', 'survived'],
    ...passengers(),
  ],
  'tags.csv': [[...range(20).map((i) => `x${i}`), 'a', 'b', 'c'], ...tags()],
  'signals.csv': [[...range(6).map((i) => `x${i}`), ...range(6).map((i) => `y${i}`)], ...signals()],
  'bytes.csv': await digits((row) => [...row.slice(0, -1).map((v) => 15 * v), row.at(-1) ?? 0]),
  'three-digits.csv': await digits((row) => ((row.at(-1) ?? 9) < 3 ? row : null)),
  'bits.csv': bits(),
  'many.csv': [
    ['x', 'class'],
    ...range(1767).map((i) => [short(i / 25.6), `c${Math.floor(i / 25.61)}`]),
  ],
};

/** Six features; the class is whether a sum of three of them and the product of two are above 0. */
function points(count: number, seed: number): (string | number)[][] {
  const random = randomFrom(seed);
  return range(count).map(() => {
    const x = range(6).map(() => short(4 * random() - 2));
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = x;
    return [...x, a - b + c + d * e > 0 ? 'yes' : 'no'];
  });
}

/** The classes of other rows. */
function shuffled(rows: (string | number)[][]): (string | number)[][] {
  const random = randomFrom(6);
  const order = range(rows.length)
    .map((i) => [random(), i] as const)
    .sort(([a], [b]) => a - b)
    .map(([, i]) => i);
  return rows.map((row, i) => [...row.slice(0, -1), rows[order[i] ?? i]?.at(-1) ?? '']);
}

/** Three of a hundred are of the rare class, and hard to tell from the others. */
function rare(): (string | number)[][] {
  const random = randomFrom(8);
  return range(600).map((i) => {
    const isRare = i % 33 === 0;
    const shift = isRare ? 0.5 : 0;
    const normal = () => short(random() + random() + random() + random() - 2 + shift);
    return [...range(6).map(normal), isRare ? 'yes' : 'no'];
  });
}

/** Each row five times, as a file that was put together from overlapping exports. */
function repeated(rows: (string | number)[][]): (string | number)[][] {
  return range(5).flatMap(() => rows);
}

/** Passengers of a ship; women, children and the first class are likelier to survive. Tickets are numbers to 340 000. */
function passengers(): (string | number)[][] {
  const random = randomFrom(9);
  return range(600).map(() => {
    const deck = 1 + Math.floor(3 * random());
    const female = random() < 0.35 ? 1 : 0;
    const age = Math.round(70 * random());
    const siblings = Math.floor(3 * random() ** 2);
    const parents = Math.floor(3 * random() ** 3);
    const ticket = Math.floor(340_000 * random());
    const fare = short((90 / deck) * (0.5 + random()));
    const cabin = Math.floor(148 * random());
    const chance = 2.6 * female + 0.9 * (2 - deck) + (age < 12 ? 1.2 : 0) - 0.7;
    const survived = random() < 1 / (1 + Math.exp(-2 * chance)) ? 'yes' : 'no';
    return [deck, female, age, siblings, parents, ticket, fare, cabin, survived];
  });
}

/** Counts of twenty words, and three labels that hold where some of them are frequent. */
function tags(): (string | number)[][] {
  const random = randomFrom(10);
  return range(2000).map(() => {
    const x = range(20).map(() => Math.floor(12 * random() * random()));
    const total = (from: number) => x.slice(from, from + 6).reduce((a, b) => a + b, 0);
    return [...x, ...[0, 7, 13].map((from) => (total(from) > 17 ? 1 : 0))];
  });
}

/** Points on a surface of two dimensions in six, between -1 and 1, and the same again. */
function signals(): (string | number)[][] {
  const random = randomFrom(11);
  return range(600).map(() => {
    const [a, b] = [2 * random() - 1, 2 * random() - 1];
    const x = [a, b, a * b, (a + b) / 2, Math.sin(2 * a), Math.cos(3 * b)].map(short);
    return [...x, ...x];
  });
}

/** The shipped digits, each row changed or left out. */
async function digits(
  change: (row: readonly number[]) => readonly number[] | null,
): Promise<(string | number)[][]> {
  const text = await readFile(new URL('../../examples/data/digits.csv', import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trim().split('\n');
  const rows = lines.flatMap((line) => {
    const row = change(line.split(',').map(Number));
    return row ? [[...row]] : [];
  });
  return [head.split(','), ...rows];
}

/** All bytes, and the same bits in another order. */
function bits(): (string | number)[][] {
  const order = [3, 6, 0, 5, 1, 7, 2, 4];
  const head = [...range(8).map((i) => `x${i}`), ...range(8).map((i) => `y${i}`)];
  const rows = range(256).map((byte) => {
    const x = range(8).map((i) => (byte >> i) & 1);
    return [...x, ...order.map((i) => x[i] ?? 0)];
  });
  return [head, ...rows];
}

/** Two classes, U(0.2, 0.4)² and U(0.5, 0.7)². */
function squares(): (string | number)[][] {
  const random = randomFrom(1);
  return range(200).map((i) => {
    const low = i % 2 === 0 ? 0.2 : 0.5;
    return [short(low + 0.2 * random()), short(low + 0.2 * random()), i % 2 === 0 ? 'near' : 'far'];
  });
}

/** Character codes from 65 to 70; the class says whether the first is greater than the second. */
function codes(): (string | number)[][] {
  const random = randomFrom(2);
  return range(400).map(() => {
    const row = range(3).map(() => 65 + Math.floor(6 * random()));
    return [...row, (row[0] ?? 0) > (row[1] ?? 0) ? 'yes' : 'no'];
  });
}

/** Sixteen features on scales from 1 to 660 000; the class is the sign of a sum of all of them, each on its scale. */
function large(): (string | number)[][] {
  const random = randomFrom(3);
  const scales = range(16).map((i) => 662_628 ** (i / 15));
  return range(300).map(() => {
    const unit = range(16).map(() => 2 * random() - 1);
    const sum = unit.reduce((a, b, i) => a + (i % 2 === 0 ? b : -b), 0);
    return [...unit.map((u, i) => short((u + 1) * (scales[i] ?? 1))), sum > 0 ? 'up' : 'down'];
  });
}

await mkdir(folder, { recursive: true });
for (const [name, rows] of Object.entries(TABLES)) {
  await writeFile(new URL(name, folder), `${rows.map((row) => row.join(',')).join('\n')}\n`);
  console.log(`${name}: ${rows.length - 1} rows`);
}
