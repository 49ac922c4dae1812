/** Tables of classes and of labels. */
import { type Cell, columns, dice, round, sigmoid, type Table, times } from './dice.ts';

const HEART = [
  'age',
  'pressure',
  'cholesterol',
  'max_rate',
  'oldpeak',
  'vessels',
  'angina',
  'sex',
  'sugar',
  'marker',
];
function patient({ uniform, normal, whole }: ReturnType<typeof dice>): {
  cells: number[];
  ill: number;
} {
  const age = normal(54, 9);
  const pressure = normal(131, 17);
  const cholesterol = normal(246, 50);
  const rate = normal(149, 22);
  const oldpeak = Math.abs(normal(0.6, 1.1));
  const vessels = whole(4);
  const angina = uniform() < 0.33 ? 1 : 0;
  const sex = uniform() < 0.66 ? 1 : 0;
  const sugar = uniform() < 0.15 ? 1 : 0;
  const marker = normal(0, 0.02);
  const z =
    0.06 * (age - 54) +
    0.035 * (pressure - 131) +
    0.018 * (cholesterol - 246) -
    0.06 * (rate - 149) +
    1.5 * (oldpeak - 1) +
    1.3 * (vessels - 1.5) +
    2 * (angina - 0.33) +
    1.2 * (sex - 0.66) +
    45 * marker;
  const cells = [
    round(age, 0),
    round(pressure, 0),
    round(cholesterol, 0),
    round(rate, 0),
    round(oldpeak, 1),
    vessels,
    angina,
    sex,
    sugar,
    round(marker, 4),
  ];
  return { cells, ill: uniform() < sigmoid(1.4 * z) ? 1 : 0 };
}

/** Heart disease; `shuffled`: the diagnoses belong to other patients. */
export function heart(shuffle: boolean): Table {
  const d = dice(13);
  const patients = times(700, () => patient(d));
  const ill = shuffle ? d.shuffled(patients.map((p) => p.ill)) : patients.map((p) => p.ill);
  return {
    head: [...HEART, 'disease'],
    rows: patients.map((p, i) => [...p.cells, ill[i] as number]),
  };
}

/** Few patients, many laboratory values that mean nothing. */
export function biomarkers(): Table {
  const d = dice(14);
  const rows = times(240, () => {
    const signal = times(4, () => d.normal());
    const noise = times(36, () => d.normal());
    const [first = 0, second = 0, third = 0, fourth = 0] = signal;
    const z = 2 * first + 1.6 * second - 1.6 * third + 1.2 * fourth;
    return [...signal, ...noise]
      .map((x) => round(x, 3) as Cell)
      .concat(d.uniform() < sigmoid(1.6 * z) ? 1 : 0);
  });
  return { head: [...columns('m', 40), 'responder'], rows };
}

/** Machine failures: 3 % of rows. */
export function failures(): Table {
  const { uniform, normal } = dice(15);
  const rows = times(3000, (i) => {
    const air = normal(300, 2);
    const process = air + normal(10, 1);
    const speed = normal(1540, 180);
    const torque = normal(40, 10);
    const wear = uniform(0, 250);
    const power = (speed * torque * 2 * Math.PI) / 60;
    const z =
      0.0022 * (power - 6400) * 1.1 + 0.03 * (wear - 125) + 0.8 * (process - air - 10) - 8.8;
    return [
      i + 1,
      round(air, 1),
      round(process, 1),
      Math.round(speed),
      round(torque, 1),
      Math.round(wear),
      uniform() < sigmoid(2.2 * z) ? 1 : 0,
    ];
  });
  return { head: ['row', 'air', 'process', 'speed', 'torque', 'wear', 'failure'], rows };
}

/** Tags of photographs, none to four of them, from 16 features. */
export function tags(): Table {
  const { normal } = dice(22);
  const weights = times(4, () => times(16, () => normal(0, 1)));
  const shifts = [-1, 0, 0.5, -2];
  const rows = times(1400, () => {
    const x = times(16, () => normal());
    const on = weights.map((own, k) => {
      const linear = own.reduce((sum, weight, i) => sum + weight * (x[i] ?? 0), 0);
      const both = 1.5 * (x[k] ?? 0) * (x[k + 1] ?? 0);
      return linear + both + (shifts[k] ?? 0) + normal(0, 0.5) > 0 ? 1 : 0;
    });
    return [...x.map((v) => round(v, 3)), ...on];
  });
  return { head: [...columns('f', 16), 'beach', 'night', 'people', 'city'], rows };
}

/** Loans: who does not pay back (one of five); columns that mean nothing beside those that do. `repeated`: each row several times. */
export function loans(repeated: boolean): Table {
  const d = dice(repeated ? 28 : 24);
  const make = (): Cell[] => {
    const income = Math.exp(d.normal(10.6, 0.5));
    const amount = income * d.uniform(0.05, 1.4);
    const years = d.uniform(0, 20);
    const rate = d.uniform(3, 19);
    const late = Math.max(0, Math.round(d.normal(0.6, 1.4)));
    const z =
      3 * (amount / income - 0.72) -
      0.13 * (years - 8) +
      0.16 * (rate - 11) +
      0.9 * (late - 1) -
      1.6;
    return [
      100000 + d.whole(899999),
      10000 + d.whole(89999),
      d.whole(31) + 1,
      Math.round(income),
      Math.round(amount),
      round(amount / income, 3),
      round(years, 1),
      round(rate),
      late,
      d.uniform() < sigmoid(1.8 * z) ? 1 : 0,
    ];
  };
  const rows = times(repeated ? 160 : 1800, make);
  return {
    head: [
      'customer',
      'zip',
      'day',
      'income',
      'amount',
      'ratio',
      'years',
      'rate',
      'late',
      'defaulted',
    ],
    rows: repeated ? d.shuffled([...rows, ...rows, ...rows, ...rows, ...rows, ...rows]) : rows,
  };
}

/** Six kinds of soil by twelve measurements in different units; 45 % of labels drawn anew where `mistaken`. */
export function soils(mistaken: boolean, standardized = false): Table {
  const d = dice(25);
  const centres = times(6, () => times(12, () => d.normal(0, 1)));
  const kinds = ['clay', 'sand', 'silt', 'peat', 'chalk', 'loam'];
  const units = times(12, (i) => [0.01, 1, 40, 800][i % 4] as number);
  const rows = times(1300, (n) => {
    const kind = n % 6;
    const cells = (centres[kind] ?? []).map((c, i) =>
      standardized
        ? round(c + d.normal(0, 0.75), 4)
        : round((c + d.normal(0, 0.75) + 5) * (units[i] ?? 0), 4),
    );
    const wrong = d.uniform() < 0.45;
    const other = d.whole(6);
    return [...cells, kinds[mistaken && wrong ? other : kind] as string];
  });
  return { head: [...columns('s', 12), 'soil'], rows };
}

/** Some rows of a table. */
export function rowsOf({ head, rows }: Table, from: number, to: number): Table {
  return { head, rows: rows.slice(from, to) };
}
