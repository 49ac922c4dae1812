import { t } from '#l10n';
import { type LayerPlan, type WeightTensor, weightTensors } from '#plan';
import { CheckpointError } from './checkpoint-error.ts';
import { floatsOf, floatTensor } from './numbers.ts';
import type { Tensor } from './safetensors.ts';

/** Numbers under a name of the engine's: `dense_1.weight` of shape [inputs, units]. */
export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The engine's arrays as a PyTorch module's `state_dict`, in the order of the layers. Arrays that are not given are left out,
 * so that it serves gradients and moments as well; arrays of other layers are not looked at.
 */
export function toPyTorch(layers: readonly LayerPlan[], arrays: readonly NamedArray[]): Tensor[] {
  const byName = new Map(arrays.map((array) => [array.name, array]));
  return weightTensors(layers).flatMap((entry) => {
    const { name, shape, layer, role } = entry;
    if (role === 'counter') {
      const known = byName.has(`${layer}.mean`);
      return known ? [{ name, type: 'I64', shape, bytes: new Uint8Array(8) }] : [];
    }
    const array = byName.get(entry.array);
    if (!array) return [];
    const values = new Float32Array(array.values.length);
    if (role === 'values') {
      const places = placesOf(entry);
      for (const [index, place] of places.entries()) values[index] = array.values[place] as number;
    }
    return [floatTensor(name, shape, values)];
  });
}

/**
 * The engine's arrays from a `state_dict`. Layers of which it has nothing are left out; whatever belongs to no layer is not
 * looked at.
 * @throws CheckpointError where a tensor has another shape or type, or two biases cannot become one
 */
export function fromPyTorch(
  layers: readonly LayerPlan[],
  tensors: readonly Tensor[],
): NamedArray[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const arrays = new Map<string, NamedArray>();
  for (const entry of weightTensors(layers)) {
    const found = byName.get(entry.name);
    if (!found || entry.role === 'counter') continue;
    requireShape(entry, found);
    const values = floatsOf(found);
    const known = arrays.get(entry.array);
    if (known && entry.role === 'second_bias') addBias(entry, known.values, values);
    else arrays.set(entry.array, arranged(entry, values));
  }
  return [...arrays.values()];
}

function requireShape({ name, shape }: WeightTensor, found: Tensor): void {
  if (shape.length === found.shape.length && shape.every((n, axis) => n === found.shape[axis])) {
    return;
  }
  throw new CheckpointError(
    t`'${name}' has the shape (${found.shape.join(', ')}) in the file, the model needs (${shape.join(', ')}).`,
  );
}

function arranged(entry: WeightTensor, values: Float32Array): NamedArray {
  const own = new Float32Array(values.length);
  const places = placesOf(entry);
  for (const [index, place] of places.entries()) own[place] = values[index] as number;
  const shape = entry.shape.map((_, axis) => entry.shape[entry.axes.indexOf(axis)] as number);
  return { name: entry.array, shape, values: own };
}

/** PyTorch adds two biases; a GRU's candidate multiplies the second one by its reset gate, which one bias cannot do. */
function addBias(entry: WeightTensor, bias: Float32Array, second: Float32Array): void {
  const places = placesOf(entry);
  const gates = entry.gates?.length ?? 1;
  const candidate = gates === 3 ? (second.length / gates) * 2 : second.length;
  for (const [index, value] of second.entries()) {
    // Adding zero would turn −0 into 0.
    if (value === 0) continue;
    if (index >= candidate) {
      throw new CheckpointError(
        t`'${entry.name}' is not zero for the candidate: PyTorch's GRU has two biases there, NNSpec's one. Train it with that part of the bias at zero, or with bias=False.`,
      );
    }
    const place = places[index] as number;
    bias[place] = (bias[place] as number) + value;
  }
}

/** For each number of a tensor in PyTorch's layout its place in the engine's array. */
function placesOf({ shape, axes, gates }: WeightTensor): Uint32Array {
  const own = shape.map((_, axis) => shape[axes.indexOf(axis)] as number);
  const strides = own.map((_, axis) => own.slice(axis + 1).reduce((p, length) => p * length, 1));
  const steps = axes.map((axis) => strides[axis] as number);
  const rows = shape[0] ?? 1;
  const units = rows / (gates?.length ?? 1);
  const inner = shape.slice(1).reduce((product, length) => product * length, 1);
  const places = new Uint32Array(rows * inner);
  for (let row = 0; row < rows; row++) {
    const block = gates?.[Math.floor(row / units)];
    const source = block === undefined ? row : block * units + (row % units);
    for (let rest = 0; rest < inner; rest++) {
      let place = source * (steps[0] ?? 0);
      let left = rest;
      for (let axis = shape.length - 1; axis > 0; axis--) {
        const length = shape[axis] as number;
        place += (left % length) * (steps[axis] as number);
        left = Math.floor(left / length);
      }
      places[row * inner + rest] = place;
    }
  }
  return places;
}
