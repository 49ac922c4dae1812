import type { LayerType } from '#plan';
import type { RecurrentLayer } from '../layer-of.ts';
import { call, number } from '../python/text.ts';
import { activationFunction } from './activations.ts';
import type { TorchLayer } from './flow.ts';

const MODULES: Readonly<Record<RecurrentLayer['type'], string>> = {
  simple_rnn: 'nn.RNN',
  lstm: 'nn.LSTM',
  gru: 'nn.GRU',
};

/** Gates, and so blocks of a kernel. */
export const GATES: Readonly<Record<RecurrentLayer['type'], number>> = {
  simple_rnn: 1,
  lstm: 4,
  gru: 3,
};

export function isRecurrent(layer: { readonly type: LayerType }): layer is RecurrentLayer {
  return layer.type in GATES;
}

/** Whether PyTorch's own module does what the layer wants. */
function isOrdinary(layer: RecurrentLayer): boolean {
  if (layer.recurrentDropout > 0) return false;
  if (layer.type === 'simple_rnn') return ['tanh', 'relu'].includes(layer.activation.name);
  return layer.activation.name === 'tanh' && layer.recurrentActivation.name === 'sigmoid';
}

/** simple_rnn, lstm and gru: `nn.RNN`, `nn.LSTM`, `nn.GRU`, or a class that is written out where these are not enough. */
export const recurrent: TorchLayer<RecurrentLayer> = {
  modules(layer, attribute) {
    const items = [`${layer.inputShape[1] ?? 1}`, `${layer.units}`];
    const more = [
      layer.bias ? '' : 'bias=False',
      layer.bidirectional ? 'bidirectional=True' : '',
    ].filter(Boolean);
    if (!isOrdinary(layer)) {
      const kind = JSON.stringify(layer.type);
      return [
        [attribute, call('RecurrentLayer', [kind, ...items, ...special(layer), ...more], 20)],
      ];
    }
    const relu = layer.type === 'simple_rnn' && layer.activation.name === 'relu';
    const own = [...(relu ? ['nonlinearity="relu"'] : []), 'batch_first=True', ...more];
    return [[attribute, call(MODULES[layer.type], [...items, ...own], 20)]];
  },

  forward(layer, flow, attribute) {
    flow.want('last');
    const outputs = `self.${attribute}(${flow.value})[0]`;
    flow.shape = layer.outputShape;
    if (layer.returnSequences) flow.assign(outputs);
    else if (!layer.bidirectional) flow.assign(`${outputs}[:, -1]`);
    else {
      const { units } = layer;
      flow.assign(outputs);
      const x = flow.value;
      const last = `torch.cat((${x}[:, -1, :${units}], ${x}[:, 0, ${units}:]), dim=-1)`;
      flow.assign(last, "each direction's last");
    }
  },
};

function special(layer: RecurrentLayer): string[] {
  const items: string[] = [];
  if (layer.activation.name !== 'tanh') {
    items.push(`activation=${activationFunction(layer.activation)}`);
  }
  if (layer.type !== 'simple_rnn' && layer.recurrentActivation.name !== 'sigmoid') {
    items.push(`gate=${activationFunction(layer.recurrentActivation)}`);
  }
  if (layer.recurrentDropout > 0) items.push(`dropout=${number(layer.recurrentDropout)}`);
  return items;
}

/** The class for recurrent layers with other activations or with dropout of the state. */
export const RECURRENT_LAYER = `
class RecurrentLayer(nn.Module):
    """
    A recurrent layer with the weights of nn.RNN, nn.LSTM or nn.GRU that takes any activation and
    drops units of its state, the same at every step (Gal & Ghahramani 2016).
    """

    GATES = {"simple_rnn": 1, "lstm": 4, "gru": 3}

    def __init__(
        self,
        kind: str,
        inputs: int,
        units: int,
        *,
        activation: Callable[[Tensor], Tensor] = torch.tanh,
        gate: Callable[[Tensor], Tensor] = torch.sigmoid,
        dropout: float = 0.0,
        bias: bool = True,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.kind, self.units, self.dropout = kind, units, dropout
        self.activation, self.gate = activation, gate
        self.suffixes = ["l0", "l0_reverse"] if bidirectional else ["l0"]
        wide = self.GATES[kind] * units
        for suffix in self.suffixes:
            self.register_parameter(f"weight_ih_{suffix}", nn.Parameter(torch.empty(wide, inputs)))
            self.register_parameter(f"weight_hh_{suffix}", nn.Parameter(torch.empty(wide, units)))
            if bias:
                self.register_parameter(f"bias_ih_{suffix}", nn.Parameter(torch.zeros(wide)))
                self.register_parameter(f"bias_hh_{suffix}", nn.Parameter(torch.zeros(wide)))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        outputs = [self.read(x, suffix) for suffix in self.suffixes]
        outputs = torch.cat(outputs, dim=-1)
        return outputs, outputs[:, -1]

    def read(self, x: Tensor, suffix: str) -> Tensor:
        """One direction: the states of all steps, in the order of the input."""
        own = dict(self.named_parameters())
        z = F.linear(x, own[f"weight_ih_{suffix}"], own.get(f"bias_ih_{suffix}"))
        recurrent, bias = own[f"weight_hh_{suffix}"], own.get(f"bias_hh_{suffix}")
        state = cell = x.new_zeros(len(x), self.units)
        mask = F.dropout(torch.ones_like(state), self.dropout, self.training)
        steps = range(x.shape[1])
        if suffix.endswith("reverse"):
            steps = reversed(steps)
        states = {}
        for step in steps:
            product = F.linear(state * mask, recurrent, bias)
            state, cell = self.step(z[:, step], product, state, cell)
            states[step] = state
        return torch.stack([states[step] for step in range(x.shape[1])], dim=1)

    def step(
        self, z: Tensor, product: Tensor, state: Tensor, cell: Tensor
    ) -> tuple[Tensor, Tensor]:
        if self.kind == "simple_rnn":
            return self.activation(z + product), cell
        if self.kind == "lstm":
            i, f, g, o = (z + product).chunk(4, dim=-1)
            cell = self.gate(f) * cell + self.gate(i) * self.activation(g)
            return self.gate(o) * self.activation(cell), cell
        (z_r, z_u, z_n), (p_r, p_u, p_n) = z.chunk(3, dim=-1), product.chunk(3, dim=-1)
        update = self.gate(z_u + p_u)
        new = self.activation(z_n + self.gate(z_r + p_r) * p_n)
        return update * state + (1 - update) * new, cell
`;
