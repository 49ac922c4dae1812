import { sizeOf } from '../program/build.ts';
import type { LayerModule, LayerOf } from './layer.ts';

/** A learned vector for each whole number. */
export const embedding: LayerModule<LayerOf<'embedding'>> = {
  parameters({ vocabulary, dimensions, init }) {
    return [
      {
        name: 'weight',
        shape: [vocabulary, dimensions],
        init,
        fanIn: vocabulary,
        fanOut: dimensions,
        learned: true,
        l1: 0,
        l2: 0,
        maxNorm: null,
        blocks: 1,
      },
    ];
  },

  emit({ id, vocabulary, dimensions, inputShape }, input, build) {
    const count = build.rows * sizeOf(inputShape);
    const table = build.parameter(id, 'weight');
    const y = build.temporary(count * dimensions);
    build.run('embeddingForward', input.at, table.values, y, count, vocabulary, dimensions);
    return {
      output: y,
      backward(dy) {
        const { gradient } = table;
        if (gradient) {
          build.run('embeddingBackward', input.at, dy, gradient, count, vocabulary, dimensions);
        }
        return null;
      },
    };
  },
};
