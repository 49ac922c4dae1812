/** Tables with classes. */
import { dice, logistic, type Row, range, short } from './dice.ts';

/** Customers of a bank of whom a fifth leaves; about 86 % can be told. */
export function customers(): Row[] {
  const { uniform, normal, below, chance } = dice(22);
  const rows = range(1600).map(() => {
    const score = Math.round(normal(650, 95));
    const age = Math.round(uniform(18, 75));
    const tenure = below(11);
    const balance = chance(0.35) ? 0 : Math.round(normal(120000, 30000));
    const products = 1 + below(4);
    const active = below(2);
    const salary = Math.round(uniform(1000, 200000));
    const value =
      -3 +
      3.2 * Math.exp(-(((age - 52) / 11) ** 2)) -
      1.8 * active +
      (products > 2 ? 3.4 : 0) +
      (balance > 0 ? 0.7 : 0);
    return [
      score,
      age,
      tenure,
      balance,
      products,
      active,
      salary,
      chance(logistic(1.6 * value)) ? 1 : 0,
    ];
  });
  return [['score', 'age', 'tenure', 'balance', 'products', 'active', 'salary', 'left'], ...rows];
}

/** Payments of which 4 % are fraud, which hides in a ring of two features; nearly all can be told. */
export function payments(): Row[] {
  const { uniform, normal } = dice(23);
  const rows = range(3000).map((i) => {
    const fraud = i % 25 === 0;
    const angle = uniform(0, 2 * Math.PI);
    const radius = fraud ? normal(2.6, 0.2) : Math.abs(normal(0, 0.85));
    const place = [radius * Math.cos(angle), radius * Math.sin(angle)];
    const others = range(3).map(() => normal());
    const amount = Math.exp(normal(4, 1));
    return [...[...place, ...others, amount].map((v) => short(v)), fraud ? 1 : 0];
  });
  return [['v1', 'v2', 'v3', 'v4', 'v5', 'amount', 'fraud'], ...rows];
}

/** Four answers at once, each yes or no, from ten features between -3 and 3. */
export function films(): Row[] {
  const { normal } = dice(29);
  const rows = range(600).map(() => {
    const x = range(10).map(() => normal());
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = x;
    const told = [a + b * c > 0, d - e > 0.3, Math.abs(f) > 0.9, a * d > 0].map((is) =>
      is ? 1 : 0,
    );
    return [...x.map((v) => short(v)), ...told];
  });
  return [[...range(10).map((i) => `x${i}`), 'action', 'comedy', 'drama', 'thriller'], ...rows];
}

/** Two groups on a curve; of each label a fifth is wrong, so that 80 % is the most that can be told. */
export function opinions(): Row[] {
  const { normal, chance } = dice(35);
  const rows = range(1500).map(() => {
    const x = range(5).map(() => normal());
    const [a = 0, b = 0, c = 0] = x;
    const yes = a * b + 0.5 * c > 0;
    return [...x.map((v) => short(v)), yes !== chance(0.2) ? 'yes' : 'no'];
  });
  return [[...range(5).map((i) => `q${i}`), 'answer'], ...rows];
}

/** Incomes: one feature in a thousand times its size for a few rows, as where somebody forgot a decimal point. */
export function incomes(share: number): Row[] {
  const { uniform, normal, chance } = dice(37);
  const rows = range(600).map(() => {
    const hours = uniform(10, 70);
    const schooling = uniform(6, 20);
    const capital = Math.abs(normal(0, 40));
    const value = 0.06 * (hours - 40) + 0.35 * (schooling - 13) + 0.05 * (capital - 30);
    const wrong = (v: number) => short(chance(share) ? 1000 * v : v);
    return [
      wrong(hours),
      wrong(schooling),
      wrong(capital),
      chance(logistic(3 * value)) ? 'high' : 'low',
    ];
  });
  return [['hours', 'schooling', 'capital', 'income'], ...rows];
}

/** Pictures of 12 by 12 bytes: a disc, a frame, a cross or stripes, anywhere, with noise. */
export function shapes(): Row[] {
  const { below, normal, uniform } = dice(31);
  const kinds = ['disc', 'frame', 'cross', 'stripes'];
  const rows = range(600).map((i) => {
    const [row, column, size] = [3 + below(6), 3 + below(6), 2 + below(2)];
    const light = uniform(110, 220);
    const pixels = range(144).map((p) => {
      const [y, x] = [Math.floor(p / 12) - row, (p % 12) - column];
      const reach = Math.max(Math.abs(x), Math.abs(y));
      const on = [
        Math.hypot(x, y) <= size,
        reach === size,
        reach <= size && (x === 0 || y === 0),
        reach <= size && (y + 12) % 2 === 0,
      ][i % 4];
      return Math.round(Math.min(255, Math.max(0, (on ? light : 30) + normal(0, 20))));
    });
    return [...pixels, kinds[i % 4] ?? ''];
  });
  return [[...range(144).map((p) => `p${p}`), 'shape'], ...rows];
}
