import type { Fragments } from '../python/fragments.ts';

/** Optimizers whose update Keras defines in another way than PyTorch, which NNSpec follows. */
export const KERAS_OPTIMIZERS: Fragments = {
  SGD: `
class SGD(keras.optimizers.SGD):
    """The learning rate scales the step, not what the momentum keeps (as in PyTorch)."""

    def update_step(self, gradient, variable, learning_rate):
        momentum = self.momentums[self._get_variable_index(variable)]
        kept = self.momentum * momentum + gradient
        self.assign(momentum, kept)
        step = gradient + self.momentum * kept if self.nesterov else kept
        self.assign_sub(variable, ops.cast(learning_rate, variable.dtype) * step)
`,
  Adagrad: `
class Adagrad(keras.optimizers.Adagrad):
    """Epsilon is added to the root, not under it (as in PyTorch)."""

    def update_step(self, gradient, variable, learning_rate):
        accumulator = self._accumulators[self._get_variable_index(variable)]
        total = accumulator + ops.square(gradient)
        self.assign(accumulator, total)
        step = gradient / (ops.sqrt(total) + self.epsilon)
        self.assign_sub(variable, ops.cast(learning_rate, variable.dtype) * step)
`,
  RMSprop: `
class RMSprop(keras.optimizers.RMSprop):
    """Epsilon is added to the root; the rate scales the step, not the momentum (as in PyTorch)."""

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        velocity = self._velocities[index]
        mean = self.rho * velocity + (1 - self.rho) * ops.square(gradient)
        self.assign(velocity, mean)
        step = gradient / (ops.sqrt(mean) + self.epsilon)
        if self.momentum > 0:
            step = self.momentum * self._momentums[index] + step
            self.assign(self._momentums[index], step)
        self.assign_sub(variable, ops.cast(learning_rate, variable.dtype) * step)
`,
  clipping: `
def clipping(optimizer: type) -> type:
    """Clips by the norm of all gradients, then each number: Keras by itself does one of the two."""

    class Clipping(optimizer):
        def _clip_gradients(self, gradients):
            clipped = super()._clip_gradients(gradients)
            return [ops.clip(gradient, -CLIP_VALUE, CLIP_VALUE) for gradient in clipped]

    return Clipping
`,
};
