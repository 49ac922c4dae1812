import type { Generator } from './generator.ts';

/** Steps of one period of the sine. */
const PERIOD = 20;

/**
 * Forecasting: `length` steps of a sine wave with a random phase, 20 steps a period; the target is the next
 * step. `noise` is the standard deviation of what is added to every step, the target included, so that no
 * forecast can explain all of the variance. Every sample has its own phase and noise: no window overlaps another.
 */
export const sine: Generator = (args, random) => {
  const samples = args.whole('samples');
  const length = args.whole('length');
  const noise = args.real('noise');
  const inputs = new Float64Array(samples * length);
  const values = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const phase = 2 * Math.PI * random.uniform();
    for (let step = 0; step <= length; step++) {
      const value = Math.sin(phase + (2 * Math.PI * step) / PERIOD) + noise * random.normal();
      if (step < length) inputs[sample * length + step] = value;
      else values[sample] = value;
    }
  }
  return {
    count: samples,
    shape: [length, 1],
    features: [],
    inputs,
    target: { kind: 'reals', shape: [1], values },
  };
};

/**
 * The adding problem (Hochreiter & Schmidhuber 1997): each step has a number in [0, 1) and a mark; the
 * target is the sum of the two marked numbers, one in each half. Always answering 1 gives mse 1/6.
 */
export const adding: Generator = (args, random) => {
  const samples = args.whole('samples');
  const length = args.whole('length', 2);
  const half = Math.floor(length / 2);
  const inputs = new Float64Array(samples * length * 2);
  const values = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * length * 2;
    for (let step = 0; step < length; step++) inputs[start + 2 * step] = random.uniform();
    for (const step of [random.integer(half), half + random.integer(length - half)]) {
      inputs[start + 2 * step + 1] = 1;
      values[sample] = (values[sample] as number) + (inputs[start + 2 * step] as number);
    }
  }
  return {
    count: samples,
    shape: [length, 2],
    features: [],
    inputs,
    target: { kind: 'reals', shape: [1], values },
  };
};

/** Symbols to be remembered in the copy task, as in Arjovsky, Shah & Bengio 2016. */
const COPIED_SYMBOLS = 10;

/**
 * The copy task (Hochreiter & Schmidhuber 1997; set up as by Arjovsky et al. 2016): ten random symbols, then
 * `delay` blanks with a marker at the end, then ten blanks; the target is blank until the marker, then the ten
 * symbols. Symbols are 1…`symbols`, the blank is 0, the marker `symbols + 1`; inputs are one-hot.
 */
export const copyMemory: Generator = (args, random) => {
  const samples = args.whole('samples');
  const delay = args.whole('delay');
  const symbols = args.whole('symbols');
  const length = delay + 2 * COPIED_SYMBOLS;
  const width = symbols + 2;
  const inputs = new Float64Array(samples * length * width);
  const codes = new Int32Array(samples * length);
  for (let sample = 0; sample < samples; sample++) {
    for (let step = 0; step < length; step++) {
      let symbol = 0;
      if (step < COPIED_SYMBOLS) {
        symbol = 1 + random.integer(symbols);
        codes[sample * length + delay + COPIED_SYMBOLS + step] = symbol;
      } else if (step === delay + COPIED_SYMBOLS - 1) {
        symbol = symbols + 1;
      }
      inputs[(sample * length + step) * width + symbol] = 1;
    }
  }
  const classes = Array.from({ length: symbols + 1 }, (_, symbol) => String(symbol));
  return {
    count: samples,
    shape: [length, width],
    features: [],
    inputs,
    target: { kind: 'labels', shape: [length], columns: [], classes: [classes], codes },
  };
};
