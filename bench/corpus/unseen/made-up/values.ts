/** Tables with real targets. */
import { dice, type Row, range, short } from './dice.ts';

/** Prices in currency units, 80 000 to 900 000; noise of 10 %. */
export function houses(): Row[] {
  const { uniform, normal, below } = dice(21);
  const rows = range(500).map(() => {
    const area = uniform(40, 260);
    const rooms = Math.max(1, Math.round(area / 30 + normal()));
    const year = Math.round(uniform(1920, 2020));
    const distance = uniform(0.5, 30);
    const tax = uniform(180, 720);
    const floor = below(8);
    const price =
      (1200 * area + 9000 * rooms + 60000 * Math.exp(-distance / 6) * (area / 100) - 90 * tax) *
      (0.7 + 0.3 * ((year - 1920) / 100) ** 2) *
      Math.exp(normal(0, 0.1));
    return [
      short(area),
      rooms,
      year,
      short(distance),
      short(tax),
      floor,
      Math.round(price + 60000),
    ];
  });
  return [['area', 'rooms', 'year', 'distance', 'tax', 'floor', 'price'], ...rows];
}

/** Twelve months of passengers (100 to 700 thousand), the next is wanted: trend, season and noise. */
export function passengers(): Row[] {
  const { uniform, normal } = dice(26);
  const rows = range(400).map(() => {
    const start = uniform(100, 400);
    const growth = uniform(-5, 15);
    const season = uniform(0.05, 0.25);
    const phase = uniform(0, 12);
    const month = (t: number) =>
      (start + growth * t) * (1 + season * Math.sin((2 * Math.PI * (t + phase)) / 12)) +
      normal(0, 6);
    return range(13).map((t) => Math.round(month(t)));
  });
  return [[...range(12).map((i) => `m${i}`), 'next'], ...rows];
}

/** Heating and cooling load of buildings from eight measures; small noise. */
export function buildings(): Row[] {
  const { uniform, normal, below } = dice(27);
  const rows = range(480).map(() => {
    const compact = uniform(0.62, 0.98);
    const surface = 808 - 700 * (compact - 0.62) + normal(0, 8);
    const wall = uniform(245, 416);
    const height = 3.5 + 3.5 * below(2);
    const side = 2 + below(4);
    const glass = [0, 0.1, 0.25, 0.4][below(4)] ?? 0;
    const heating =
      4 +
      3.2 * height +
      24 * glass +
      12 * (compact - 0.7) * (height - 3) +
      0.02 * (wall - 300) +
      normal(0, 0.8);
    const cooling =
      8 +
      3 * height +
      18 * glass * (side % 2 ? 1.5 : 0.7) +
      10 * (compact - 0.7) * (height - 3) +
      normal(0, 1);
    return [
      ...[compact, surface, wall, height, side, glass, heating, cooling].map((v) => short(v)),
    ];
  });
  const head = ['compactness', 'surface', 'wall', 'height', 'side', 'glass', 'heating', 'cooling'];
  return [head, ...rows];
}

/** Miles per gallon of cars. */
export function cars(): Row[] {
  const { uniform, normal, below } = dice(28);
  const rows = range(390).map(() => {
    const cylinders = [4, 4, 6, 8][below(4)] ?? 4;
    const displacement = cylinders * normal(38, 7);
    const power = Math.max(45, displacement * 0.42 + normal(20, 12));
    const weight = 1500 + displacement * 7.5 + normal(0, 250);
    const year = 70 + below(13);
    const mpg =
      52000 / (weight * 0.85 + power * 3) + 0.55 * (year - 70) + normal(0, 1.3) + uniform(0, 1);
    return [cylinders, ...[displacement, power, weight].map((v) => short(v)), year, short(mpg)];
  });
  return [['cylinders', 'displacement', 'horsepower', 'weight', 'year', 'mpg'], ...rows];
}

/** Cars with the answers of other rows: nothing can be learned. */
export function mixed(): Row[] {
  const [head = [], ...rows] = cars();
  const shifted = rows.map((row, i) => [
    ...row.slice(0, -1),
    rows[(i + 137) % rows.length]?.at(-1) ?? 0,
  ]);
  return [head, ...shifted];
}

/** A mark that the features explain to a third: noise has twice the variance of the signal. */
export function tasters(): Row[] {
  const { normal } = dice(30);
  const rows = range(800).map(() => {
    const x = range(6).map(() => normal());
    const [a = 0, b = 0, c = 0] = x;
    const signal = Math.tanh(a) + 0.6 * b + 0.4 * (c * c - 1);
    return [...x, 5 + signal + normal(0, 1.45)].map((v) => short(v));
  });
  return [['acid', 'sugar', 'salt', 'sulphur', 'density', 'alcohol', 'mark'], ...rows];
}

/** Friedman's first function: five of ten features between 0 and 1 matter. */
export function friedman(): Row[] {
  const { uniform, normal } = dice(32);
  const rows = range(500).map(() => {
    const x = range(10).map(() => uniform(0, 1));
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = x;
    const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + normal();
    return [...x, y].map((v) => short(v));
  });
  return [[...range(10).map((i) => `x${i}`), 'y'], ...rows];
}

/** Twelve sensors that three hidden causes drive; the same numbers again as targets, for an auto-encoder. */
export function sensors(): Row[] {
  const { normal } = dice(36);
  const mix = range(12).map(() => range(3).map(() => normal()));
  const rows = range(500).map(() => {
    const causes = range(3).map(() => normal());
    const read = mix.map((w) =>
      short(
        Math.tanh(0.7 * w.reduce((sum, v, i) => sum + v * (causes[i] ?? 0), 0)) + normal(0, 0.05),
      ),
    );
    return [...read, ...read];
  });
  return [[...range(12).map((i) => `s${i}`), ...range(12).map((i) => `r${i}`)], ...rows];
}
