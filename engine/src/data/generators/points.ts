import type { Random } from '../../rng.ts';
import type { RawData } from '../raw-data.ts';
import type { Generator } from './generator.ts';

type Point = readonly number[];

/** Samples whose classes take turns, so that all classes have the same size (to within one sample). */
function classified(
  samples: number,
  classes: number,
  point: (label: number, position: number) => Point,
): Omit<RawData, 'source'> {
  const points = Array.from({ length: samples }, (_, i) =>
    point(i % classes, Math.floor(i / classes)),
  );
  const features = points[0]?.length ?? 0;
  return {
    count: samples,
    shape: [features],
    features: features === 2 ? ['x', 'y'] : [],
    inputs: Float64Array.from(points.flat()),
    target: {
      kind: 'labels',
      shape: [],
      columns: [],
      classes: [Array.from({ length: classes }, (_, label) => String(label))],
      codes: Int32Array.from({ length: samples }, (_, i) => i % classes),
    },
  };
}

function jitter(x: number, y: number, noise: number, random: Random): Point {
  return [x + noise * random.normal(), y + noise * random.normal()];
}

/** Four clouds at (±1, ±1); the class is 1 where the signs differ. `noise` is each cloud's standard deviation. */
export const xor: Generator = (args, random) => {
  const noise = args.real('noise');
  return classified(args.whole('samples'), 2, (label) => {
    const x = random.integer(2) * 2 - 1;
    return jitter(x, label === 1 ? -x : x, noise, random);
  });
};

/**
 * Spiral arms of radius 0 to 1, one a class, each turning by 4 radians; `noise` is the standard deviation of
 * the angle in radians (as in Stanford's CS231n notes, where three arms have noise 0.2).
 */
export const spirals: Generator = (args, random) => {
  const samples = args.whole('samples');
  const classes = args.whole('classes', 2);
  const noise = args.real('noise');
  const arm = Math.ceil(samples / classes);
  return classified(samples, classes, (label, position) => {
    const radius = position / Math.max(1, arm - 1);
    const angle = (2 * Math.PI * label) / classes + 4 * radius + noise * random.normal();
    return [radius * Math.sin(angle), radius * Math.cos(angle)];
  });
};

/** Two interleaved half circles of radius 1, at random places on them, as scikit-learn's make_moons. */
export const moons: Generator = (args, random) => {
  const noise = args.real('noise');
  return classified(args.whole('samples'), 2, (label) => {
    const angle = Math.PI * random.uniform();
    const x = label === 0 ? Math.cos(angle) : 1 - Math.cos(angle);
    const y = label === 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
    return jitter(x, y, noise, random);
  });
};

/** A circle of radius 1 (class 0) around one of radius `factor` (class 1), as scikit-learn's make_circles. */
export const circles: Generator = (args, random) => {
  const noise = args.real('noise');
  const factor = args.real('factor');
  return classified(args.whole('samples'), 2, (label) => {
    const angle = 2 * Math.PI * random.uniform();
    const radius = label === 0 ? 1 : factor;
    return jitter(radius * Math.cos(angle), radius * Math.sin(angle), noise, random);
  });
};

/** One Gaussian cloud a class, its centre uniform in [−5, 5] in each feature; `noise` is its standard deviation. */
export const blobs: Generator = (args, random) => {
  const samples = args.whole('samples');
  const classes = args.whole('classes', 2);
  const features = args.whole('features');
  const noise = args.real('noise');
  const centres = Array.from({ length: classes }, () =>
    Array.from({ length: features }, () => 10 * random.uniform() - 5),
  );
  return classified(samples, classes, (label) =>
    (centres[label] ?? []).map((centre) => centre + noise * random.normal()),
  );
};
