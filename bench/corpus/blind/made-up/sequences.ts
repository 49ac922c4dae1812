/** Pictures, sequences and spectra, by kind. */
import { type Cell, clamp, columns, dice, round, type Table, times } from './dice.ts';

/** Pictures of 12×12 bytes: bar, cross, ring, corner, filled square. `scaled`: already 0…1. */
export function glyphs(scaled: boolean, count = 1500, seed = 16): Table {
  const { uniform, normal, whole } = dice(seed);
  const kinds = ['bar', 'cross', 'ring', 'corner', 'block'];
  const rows = times(count, (n) => {
    const kind = n % 5;
    const x = 3 + whole(6);
    const y = 3 + whole(6);
    const r = 2 + whole(2);
    const ink = uniform(110, 230);
    const cells = times(144, (i) => {
      const dx = (i % 12) - x;
      const dy = Math.floor(i / 12) - y;
      const inside = Math.abs(dx) <= r && Math.abs(dy) <= r;
      const on =
        inside &&
        [
          dy === 0,
          dx === 0 || dy === 0,
          Math.abs(dx) === r || Math.abs(dy) === r,
          dx === -r || dy === r,
          true,
        ][kind];
      return clamp(Math.round((on ? ink : 25) + normal(0, 28)), 0, 255);
    });
    return [...cells.map((c): Cell => (scaled ? round(c / 255, 4) : c)), kinds[kind] as string];
  });
  return { head: [...columns('p', 144), 'shape'], rows };
}

/** Gestures: 30 steps of 3 accelerations (m/s²), five movements. */
export function gestures(): Table {
  const { uniform, normal } = dice(17);
  const kinds = ['circle', 'shake', 'swipe', 'tap', 'rest'];
  const rows = times(1000, (n) => {
    const kind = n % 5;
    const phase = uniform(0, 6.28);
    const speed = uniform(0.35, 0.55);
    const force = uniform(1.2, 2.4);
    const at = uniform(6, 24);
    const cells = times(30, (t) => {
      const angle = phase + speed * t;
      const bump = Math.exp(-((t - at) ** 2) / 3);
      const wide = (t - at) * Math.exp(-((t - at) ** 2) / 18);
      const [ax, ay, az] = [
        [force * Math.cos(angle), force * Math.sin(angle), 0],
        [force * Math.sin(3 * angle), 0.2, 0],
        [-0.5 * force * wide, 0.1 * wide, 0],
        [0, 0, 2 * force * bump],
        [0, 0, 0],
      ][kind] as [number, number, number];
      return [ax + normal(0, 0.5), ay + normal(0, 0.5), az + 9.8 + normal(0, 0.5)].map((v) =>
        round(v),
      );
    }).flat();
    return [...cells, kinds[kind] as string];
  });
  return { head: [...columns('a', 90), 'gesture'], rows };
}

/** Opinions of up to 20 words (0 pads at the end) of a vocabulary of 120: good and bad words, "not" turns the next one. */
export function tweets(): Table {
  const { uniform, whole } = dice(18);
  const rows: Cell[][] = [];
  while (rows.length < 1600) {
    const length = 7 + whole(14),
      words: number[] = [];
    let score = 0;
    while (words.length < length) {
      const r = uniform();
      if (r < 0.3 && words.length + 2 <= length) {
        const good = uniform() < 0.5;
        const turned = uniform() < 0.3;
        if (turned) words.push(1);
        words.push(good ? 2 + whole(10) : 12 + whole(10));
        score += good !== turned ? 1 : -1;
      } else words.push(22 + whole(98));
    }
    if (score === 0) continue;
    rows.push([...words, ...times(20 - words.length, () => 0), score > 0 ? 1 : 0]);
  }
  return { head: [...columns('w', 20), 'positive'], rows };
}

/** The first of 40 symbols (0…3) decides; the others are noise of smaller size. */
export function recall(): Table {
  const { whole, normal } = dice(19);
  const rows = times(1200, () => {
    const first = whole(4);
    return [
      ...times(40, (t) => round(t === 0 ? first - 1.5 : normal(0, 0.25), 3)),
      `class_${first}`,
    ];
  });
  return { head: [...columns('t', 40), 'first'], rows };
}

/** Spectra of 64 channels: position of a peak tells which of 4 minerals, over a sloping background. */
export function spectra(): Table {
  const { uniform, normal } = dice(27);
  const kinds = ['quartz', 'calcite', 'pyrite', 'gypsum'];
  const peaks = [
    [12, 40],
    [18, 46],
    [12, 52],
    [26, 40],
  ];
  const rows = times(1000, (n) => {
    const kind = n % 4;
    const slope = normal(0, 0.01);
    const shift = uniform(-1.5, 1.5);
    const cells = times(64, (i) =>
      round(
        (peaks[kind] ?? []).reduce((s, p) => s + Math.exp(-((i - p - shift) ** 2) / 5), 0) *
          uniform(0.8, 1.2) +
          slope * i +
          normal(0, 0.22),
        3,
      ),
    );
    return [...cells, kinds[kind] as string];
  });
  return { head: [...columns('c', 64), 'mineral'], rows };
}
