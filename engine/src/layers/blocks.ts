import { view } from '../program/program.ts';
import { type EmitChain, type LayerModule, type LayerOf, rowsAndChannels } from './layer.ts';

/** y = x + f(x) (He et al. 2016). */
export const residual = (emitChain: EmitChain): LayerModule<LayerOf<'residual'>> => ({
  parameters: () => [],

  emit({ body, inputShape }, input, build) {
    const { rows, channels } = rowsAndChannels(inputShape, build.rows);
    const count = rows * channels;
    const chain = emitChain(body, input, build);
    const y = build.temporary(count);
    build.run('add', input.at, chain.output, y, count);
    return {
      output: y,
      backward(dy) {
        // The body may overwrite the gradient that it is given: it gets a copy.
        const forBody = build.temporary(count);
        build.run('copy', dy, forBody, count);
        const dx = chain.backward(forBody);
        if (dx === null || !input.needsGradient) return null;
        build.run('addTo', dx, dy, count);
        return dy;
      },
    };
  },
});

/** Branches side by side, their outputs joined along the last axis. */
export const parallel = (emitChain: EmitChain): LayerModule<LayerOf<'parallel'>> => ({
  parameters: () => [],

  emit({ branches, inputShape, outputShape }, input, build) {
    const { rows, channels } = rowsAndChannels(outputShape, build.rows);
    const { rows: inputRows, channels: inputChannels } = rowsAndChannels(inputShape, build.rows);
    const y = build.temporary(rows * channels);
    let offset = 0;
    const parts = branches.map((branch) => {
      const chain = emitChain(branch, input, build);
      const width = (branch.at(-1)?.outputShape ?? inputShape).at(-1) ?? 1;
      const part = { chain, width, offset };
      build.run('copyColumns', chain.output, width, view(y, offset), channels, rows, width);
      offset += width;
      return part;
    });
    return {
      output: y,
      backward(dy) {
        const gradients = parts.map((part) => {
          const own = build.temporary(rows * part.width);
          build.run(
            'copyColumns',
            view(dy, part.offset),
            channels,
            own,
            part.width,
            rows,
            part.width,
          );
          return part.chain.backward(own);
        });
        const wanted = gradients.filter((gradient) => gradient !== null);
        const [first, ...rest] = wanted;
        if (!first || !input.needsGradient) return null;
        for (const gradient of rest) {
          build.run('addTo', gradient, first, inputRows * inputChannels);
        }
        return first;
      },
    };
  },
});
