/**
 * How close the matrix kernels come to what WebAssembly can do: GFLOP/s of every product of the
 * workloads, one thread, against a loop of nothing but multiply-adds that is timed in turn with
 * them. `node bench/kernels.ts [--build simd] [--depths]`.
 *
 * `--depths` runs the products from several depths of the call stack: where the engine spills
 * registers to the stack, the speed depends on where the stack happens to lie.
 */
import { parseArgs } from 'node:util';
import { instantiate, type Kernel } from '../engine/src/kernels.ts';
import { packedSize } from '../engine/src/layers/convolution.ts';
import { Session } from '../engine/src/session.ts';
import { taskOf } from '../engine/src/task.ts';
import type { PhasePlan } from '../language/src/plan.ts';
import { kernelsOf, normals } from '../test/engine/plans.ts';
import { leastTime } from './least-time.ts';
import { peak } from './peak.ts';
import { type Workload, workloads } from './workloads.ts';

const { values } = parseArgs({
  options: {
    build: { type: 'string', default: 'relaxed' },
    depths: { type: 'boolean', default: false },
  },
});
const build = values.build === 'simd' ? 'simd' : 'relaxed';

/** What every product has to reach of the peak. */
const BAR = 0.8;
/** Short enough that some of the rounds are undisturbed on a busy machine. */
const ROUNDS = { rounds: 200, milliseconds: 0.15 };
const FLOATS = 2 ** 22;

interface Product {
  readonly name: string;
  readonly shape: string;
  /** How often a training step makes it; once where nothing is said. */
  readonly times?: number;
  readonly operations: number;
  readonly run: () => void;
}

const kernels = await kernelsOf(build);
const { memory, kernel } = instantiate(kernels, FLOATS * 6 * 4);
const place = (index: number) => 2 ** 17 + index * FLOATS * 4;
const [a, b, c] = [place(0), place(1), place(2)];
const [zeros, scratch] = [place(3), place(4)];
for (const address of [a, b]) {
  new Float32Array(memory.buffer, address, FLOATS / 2).set(normals(FLOATS / 2, address));
}

/** `rows` × `columns` numbers, each a sum of `depth` products. */
function product(
  name: string,
  [rows, columns, depth]: readonly [number, number, number],
  transposed: 'A' | 'B' | '' = '',
): Product {
  const left = transposed === 'A' ? ([a, rows, 1] as const) : ([a, depth, 0] as const);
  const right = transposed === 'B' ? ([b, depth, 1] as const) : ([b, columns, 0] as const);
  const multiply = kernel('multiply');
  const size = [rows, columns, depth] as const;
  const rest = [c, columns, zeros, 0, ...size, Number.NEGATIVE_INFINITY, scratch] as const;
  return {
    name,
    shape: `${size.join(' × ')}${transposed && `, ${transposed}ᵀ`}`,
    operations: 2 * rows * columns * depth,
    run: multiply.bind(undefined, ...left, ...right, ...rest),
  };
}

/** The product of a time step, against a kernel that is packed once for all. */
function packedProduct(name: string, size: readonly [number, number, number]): Product {
  const [rows, columns, depth] = size;
  const packed = scratch + 4 * (FLOATS - packedSize(columns, depth) - 16);
  kernel('packPanels')(b, columns, 0, columns, depth, packed);
  const rest = [c, columns, zeros, 0, ...size, Number.NEGATIVE_INFINITY, scratch] as const;
  return {
    name,
    shape: `${size.join(' × ')}, packed`,
    operations: 2 * rows * columns * depth,
    run: kernel('multiplyPacked').bind(undefined, a, depth, packed, ...rest),
  };
}

const GATES = { simple_rnn: [1], lstm: [4], gru: [2, 1] } as const;
/** Rows of a stretch of time steps, in which the weights' gradients are made. */
const STRETCH_ROWS = 256;

/** All products of a workload's training step. */
function productsOf({ plan, batchSize }: Workload): Product[] {
  return plan.model.layers.flatMap((layer, index) => {
    const inputs = layer.inputShape.at(-1) ?? 1;
    switch (layer.type) {
      case 'dense': {
        const { units, id } = layer;
        return [
          product(`${id} forward`, [batchSize, units, inputs]),
          product(`${id} weights`, [inputs, units, batchSize], 'A'),
          ...(index > 0 ? [product(`${id} inputs`, [batchSize, inputs, units], 'B')] : []),
        ];
      }
      case 'simple_rnn':
      case 'lstm':
      case 'gru': {
        const { units, id } = layer;
        return GATES[layer.type].flatMap((gates) => {
          const wide = gates * units;
          const steps = [
            packedProduct(`${id} step forward`, [batchSize, wide, units]),
            packedProduct(`${id} step backward`, [batchSize, units, wide]),
          ];
          const stretches = [
            product(`${id} recurrent weights`, [units, wide, STRETCH_ROWS], 'A'),
            product(`${id} weights`, [inputs, wide, STRETCH_ROWS], 'A'),
            product(`${id} inputs`, [STRETCH_ROWS, wide, inputs]),
          ];
          const count = layer.inputShape[0] ?? 1;
          const share = (count * batchSize) / STRETCH_ROWS;
          return [
            ...steps.map((one) => ({ ...one, times: count })),
            ...stretches.map((one) => ({ ...one, times: share })),
          ];
        });
      }
      default:
        return [];
    }
  });
}

/** The convolutions of a workload, where they stand in its program. */
function convolutionsOf({ plan, data, batchSize }: Workload): Product[] {
  const phase = plan.train.phases[0] as PhasePlan;
  const options = { plan, phase, data, kernels, shuffle: true, memoryLimitBytes: 2 ** 31 };
  const session = new Session({ ...options, task: taskOf(plan, data) });
  session.beginEpoch(0);
  const program = session.prepareBatch(0, 0);
  for (const call of program.calls) call();
  return program.kernels.flatMap((name, index) => {
    const layer = plan.model.layers.find(({ id }) => id === program.layers[index]);
    if (layer?.type !== 'conv2d' || !/onvolution/.test(name)) return [];
    const [height = 1, width = 1, filters = 1] = layer.outputShape;
    const channels = layer.inputShape.at(-1) ?? 1;
    const depth = layer.kernel[0] * layer.kernel[1] * channels;
    // The input's gradient as well, but for the model's first layer.
    const products = name.startsWith('pooled') && layer !== plan.model.layers[0] ? 2 : 1;
    return {
      name: `${layer.id} ${name}`,
      shape: `${batchSize} × ${height} × ${width} × ${filters} × ${depth}${name.startsWith('pooled') ? ', as dense' : ''}`,
      operations: 2 * products * batchSize * height * width * filters * depth,
      run: program.calls[index] as () => number,
    };
  });
}

/** Nanoseconds of one run. */
const time = (run: () => void) => 1e6 * leastTime(run, ROUNDS);

/** Runs something from further down the stack. */
function deeper(levels: number, run: Kernel | (() => void)): void {
  const words = [levels, levels + 1, levels + 2];
  if (levels > 0) deeper(levels - 1, run);
  else run();
  if (words[0] !== levels) throw new Error('The stack changed.');
}

const top = await peak(build);
const limit = () => top.operations / time(top.run);
console.log(`Node ${process.versions.node}, ${build} build; peak ${limit().toFixed(1)} GFLOP/s\n`);
const DEPTHS = values.depths ? [0, 1, 2, 3, 5, 8, 13, 21] : [0];
for (const workload of workloads) report(workload);

/** A line for each product that differs from those before, and one for all that a step makes. */
function report(workload: Workload): void {
  const all = [...productsOf(workload), ...convolutionsOf(workload)];
  const rates = new Map<string, number>();
  let nanoseconds = 0;
  let sum = 0;
  for (const { name, shape, times = 1, operations, run } of all) {
    const known = rates.get(shape);
    const rate = known ?? measure(workload.name, `${name.padEnd(36)} ${shape}`, operations, run);
    rates.set(shape, rate);
    nanoseconds += (times * operations) / rate;
    sum += times * operations;
  }
  show(workload.name, 'all products of a step', [sum / nanoseconds]);
}

/** GFLOP/s, the slowest of the stack's depths. */
function measure(workload: string, name: string, operations: number, run: () => void): number {
  const rates = DEPTHS.map(
    (depth) => operations / time(depth === 0 ? run : () => deeper(depth, run)),
  );
  show(workload, name, rates);
  return Math.min(...rates);
}

function show(workload: string, name: string, rates: readonly number[]): void {
  const slowest = Math.min(...rates);
  const share = slowest / limit();
  const range = rates.length > 1 ? ` to ${Math.max(...rates).toFixed(1)}` : '';
  const percent = `${(100 * share).toFixed(0)} %`.padStart(7);
  const mark = share < BAR ? '  below' : '';
  console.log(
    `${workload.padEnd(4)} ${name.padEnd(62)}${slowest.toFixed(1).padStart(6)}${range}${percent}${mark}`,
  );
}
