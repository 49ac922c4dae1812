import type { DivergedEvent } from './events.ts';
import type { Model, Program } from './model.ts';
import { addressOf } from './program/program.ts';

type Place = Pick<DivergedEvent, 'layer' | 'where'>;

/**
 * Where the first NaN or infinity is. A bad gradient: the last layer that has one, because the
 * backward pass came to it first. A bad loss: a weight if one is bad, else the forward pass of the
 * batch, which is still in place, is run again call by call.
 */
export function findDivergence(
  model: Model,
  program: Program,
  pass: 'forward' | 'backward',
): Place {
  const firstNonFinite = model.instance.kernel('firstNonFinite');
  const isBad = (address: number, floats: number) => firstNonFinite(address, floats) >= 0;
  if (pass === 'backward') {
    const bad = model.store.all.findLast(
      ({ gradient, size }) => gradient !== null && isBad(addressOf(gradient), size),
    );
    if (bad) return { layer: bad.layer, where: 'gradient' };
  }
  const weight = model.store.all.find(({ values, size }) => isBad(addressOf(values), size));
  if (weight) return { layer: weight.layer, where: 'weight' };
  for (let index = 0; index < program.forwardCalls; index++) {
    program.calls[index]?.();
    const layer = program.layers[index] as string;
    const output = program.layerOutputs.get(layer);
    const done = program.layers[index + 1] !== layer || index + 1 === program.forwardCalls;
    if (output && done && isBad(output.address, output.floats)) {
      return { layer, where: 'activation' };
    }
  }
  return { layer: null, where: 'loss' };
}
