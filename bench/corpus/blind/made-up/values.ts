/** Tables with real targets. */
import { columns, dice, round, sigmoid, type Table, times } from './dice.ts';

/** Strength of concrete (MPa) from its mixture (kg/m³) and age (days). */
export function concrete(): Table {
  const { uniform, normal } = dice(11);
  const rows = times(900, () => {
    const cement = uniform(110, 520);
    const slag = Math.max(0, uniform(-150, 300));
    const water = uniform(130, 230);
    const plasticizer = Math.max(0, uniform(-6, 20));
    const coarse = uniform(800, 1150);
    const fine = uniform(600, 950);
    const age = [3, 7, 14, 28, 56, 90, 180, 365][Math.floor(uniform(0, 8))] as number;
    const binder = cement + 0.6 * slag;
    const strength =
      (22 * Math.log(1 + binder / water) * Math.log(1 + age)) / 3.6 +
      0.45 * plasticizer -
      6 +
      normal(0, 2);
    return [
      round(cement, 1),
      round(slag, 1),
      round(water, 1),
      round(plasticizer, 1),
      round(coarse, 1),
      round(fine, 1),
      age,
      round(Math.max(2, strength)),
    ];
  });
  return {
    head: ['cement', 'slag', 'water', 'plasticizer', 'coarse', 'fine', 'age', 'strength'],
    rows,
  };
}

/** Bicycles rented in an hour. */
export function bikes(): Table {
  const { uniform, normal, whole } = dice(12);
  const rows = times(1500, () => {
    const hour = whole(24);
    const workday = uniform() < 0.68 ? 1 : 0;
    const temperature = normal(15, 9);
    const humidity = uniform(25, 98);
    const wind = Math.abs(normal(12, 7));
    const station = whole(900) + 1000;
    const rush = Math.exp(-((hour - 8) ** 2) / 3) + 1.2 * Math.exp(-((hour - 17.5) ** 2) / 4);
    const leisure = Math.exp(-((hour - 14) ** 2) / 22);
    const demand = 15 + 420 * (workday ? rush + 0.25 * leisure : 0.9 * leisure);
    const weather = sigmoid((temperature - 9) / 5) * (1 - 0.5 * sigmoid((humidity - 82) / 5));
    return [
      hour,
      round(Math.sin((2 * Math.PI * hour) / 24), 4),
      round(Math.cos((2 * Math.PI * hour) / 24), 4),
      workday,
      round(temperature, 1),
      round(humidity, 1),
      round(wind, 1),
      station,
      Math.max(0, Math.round(demand * weather + normal(0, 14))),
    ];
  });
  return {
    head: [
      'hour',
      'hour_sin',
      'hour_cos',
      'workday',
      'temperature',
      'humidity',
      'wind',
      'station',
      'count',
    ],
    rows,
  };
}

/** Electric load (MW) of two days by the hour, and of the next hour. */
export function load(): Table {
  const { normal, uniform } = dice(20);
  const series = times(1400, (h) => {
    const day = (2 * Math.PI * h) / 24;
    const week = (2 * Math.PI * h) / 168;
    return (
      4200 +
      900 * Math.sin(day - 2) +
      350 * Math.sin(2 * day) +
      300 * Math.sin(week) +
      normal(0, 60) +
      uniform(0, 20)
    );
  });
  return {
    head: [...columns('h', 48), 'next'],
    rows: times(1400 - 49, (i) => series.slice(i, i + 49).map((v) => Math.round(v))),
  };
}

/** Where a two-joint arm reaches: 5 measured values, two targets (cm). */
export function arm(): Table {
  const { uniform, normal } = dice(21);
  const rows = times(1000, () => {
    const a = uniform(-2.6, 2.6);
    const b = uniform(-2.2, 2.2);
    const l1 = uniform(20, 30);
    const l2 = uniform(12, 22);
    const load = uniform(0, 5);
    return [
      round(a, 3),
      round(b, 3),
      round(l1, 1),
      round(l2, 1),
      round(load),
      round(l1 * Math.cos(a) + l2 * Math.cos(a + b) + normal(0, 0.6)),
      round(l1 * Math.sin(a) + l2 * Math.sin(a + b) - load + normal(0, 0.6)),
    ];
  });
  return { head: ['shoulder', 'elbow', 'upper', 'lower', 'load', 'x', 'y'], rows };
}

type Six = readonly [number, number, number, number, number, number];

/** Six features, a smooth target of size 1, little noise. */
export function surface(): Table {
  const { uniform, normal } = dice(26);
  const rows = times(1200, () => {
    const x = times(6, () => uniform(-1, 1));
    const [first, second, third, fourth, fifth, sixth] = x as [...Six];
    const smooth = Math.sin(3 * first) * second + third * third - 0.8 * fourth * fifth;
    const y = smooth + 0.3 * sixth + normal(0, 0.05);
    return [...x.map((v) => round(v, 4)), round(y, 4)];
  });
  return { head: [...columns('x', 6), 'y'], rows };
}
