import type { Generator } from './generator.ts';

/** Standard normal features; the target is their sum with fixed random weights, plus `noise` times a normal variate. */
export const linear: Generator = (args, random) => {
  const samples = args.whole('samples');
  const features = args.whole('features');
  const noise = args.real('noise');
  const weights = Float64Array.from({ length: features }, () => random.normal());
  const inputs = Float64Array.from({ length: samples * features }, () => random.normal());
  const values = Float64Array.from({ length: samples }, (_, sample) => {
    const terms = weights.map((weight, j) => weight * (inputs[sample * features + j] as number));
    return terms.reduce((sum, term) => sum + term, 0) + noise * random.normal();
  });
  return {
    count: samples,
    shape: [features],
    features: [],
    inputs,
    target: { kind: 'reals', shape: [1], values },
  };
};
