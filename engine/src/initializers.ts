import type { InitializerPlan } from '#plan';
import type { ParameterSpec } from './parameters.ts';
import { createRandom, type Random } from './rng.ts';

export type InitializerName = InitializerPlan['name'];

/** What an initialiser knows of the array it fills. */
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly rows: number;
  readonly columns: number;
}

type Fill<N extends InitializerName> = (
  plan: Extract<InitializerPlan, { name: N }>,
  target: Float32Array,
  fans: Fans,
  random: Random,
) => void;

function fillUniform(target: Float32Array, limit: number, random: Random): void {
  for (let i = 0; i < target.length; i++) target[i] = (2 * random.uniform() - 1) * limit;
}

function fillNormal(target: Float32Array, std: number, random: Random): void {
  for (let i = 0; i < target.length; i++) target[i] = random.normal() * std;
}

/**
 * Every initialiser of the catalogue. Normal ones are not truncated (as in PyTorch; Keras cuts at
 * two deviations).
 */
export const initializers: { readonly [N in InitializerName]: Fill<N> } = {
  /** Glorot & Bengio 2010: variance 2 / (fanIn + fanOut). */
  glorot_uniform: (_plan, target, { fanIn, fanOut }, random) =>
    fillUniform(target, Math.sqrt(6 / (fanIn + fanOut)), random),
  glorot_normal: (_plan, target, { fanIn, fanOut }, random) =>
    fillNormal(target, Math.sqrt(2 / (fanIn + fanOut)), random),
  /** He et al. 2015: variance 2 / fanIn. */
  he_uniform: (_plan, target, { fanIn }, random) =>
    fillUniform(target, Math.sqrt(6 / fanIn), random),
  he_normal: (_plan, target, { fanIn }, random) => fillNormal(target, Math.sqrt(2 / fanIn), random),
  /** LeCun et al. 1998: variance 1 / fanIn. */
  lecun_uniform: (_plan, target, { fanIn }, random) =>
    fillUniform(target, Math.sqrt(3 / fanIn), random),
  lecun_normal: (_plan, target, { fanIn }, random) =>
    fillNormal(target, Math.sqrt(1 / fanIn), random),
  orthogonal: (_plan, target, { rows, columns }, random) =>
    fillOrthogonal(target, rows, columns, random),
  zeros: (_plan, target) => target.fill(0),
  ones: (_plan, target) => target.fill(1),
  default: (_plan, target, { fanIn }, random) => fillUniform(target, 1 / Math.sqrt(fanIn), random),
  random_normal: ({ std }, target, _fans, random) => fillNormal(target, std, random),
  random_uniform: ({ limit }, target, _fans, random) => fillUniform(target, limit, random),
  constant: ({ value }, target) => target.fill(value),
};

/**
 * The first values of an array. Each block of columns (a gate) is filled as a kernel of its own, so
 * that an orthogonal recurrent kernel is orthogonal gate by gate.
 */
export function initialValues(spec: ParameterSpec, seed: number, stream: number): Float32Array {
  const { shape, blocks, init, fanIn, fanOut } = spec;
  const columns = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((product, length) => product * length, 1);
  const width = columns / blocks;
  const random = createRandom(seed, stream);
  const fill = initializers[init.name] as Fill<InitializerName>;
  const values = new Float32Array(rows * columns);
  const block = new Float32Array(rows * width);
  for (let index = 0; index < blocks; index++) {
    fill(init, block, { fanIn, fanOut, rows, columns: width }, random);
    for (let row = 0; row < rows; row++) {
      const source = block.subarray(row * width, (row + 1) * width);
      values.set(source, row * columns + index * width);
    }
  }
  if (spec.ones) values.fill(1, ...spec.ones);
  return values;
}

/**
 * A matrix with orthonormal rows or columns (whichever are fewer), uniformly distributed (Saxe et
 * al. 2014): Gram-Schmidt on normal variates, twice for accuracy.
 */
function fillOrthogonal(target: Float32Array, rows: number, columns: number, random: Random): void {
  const count = Math.min(rows, columns);
  const length = Math.max(rows, columns);
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) subtractProjection(vector, other);
      normalize(vector);
    }
    vectors.push(vector);
  }
  for (const [index, vector] of vectors.entries()) {
    for (const [at, value] of vector.entries()) {
      target[rows >= columns ? at * columns + index : index * columns + at] = value;
    }
  }
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < unit.length; i++) dot += (unit[i] as number) * (vector[i] as number);
  for (let i = 0; i < unit.length; i++) {
    vector[i] = (vector[i] as number) - dot * (unit[i] as number);
  }
}

function normalize(vector: Float64Array): void {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i] as number) ** 2;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * factor;
}
