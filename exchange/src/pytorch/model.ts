import { flattenLayers, type Plan } from '#plan';
import { fusedHead } from '../head.ts';
import { className } from '../python/names.ts';
import { indented, lines } from '../python/text.ts';
import { Flow } from './flow.ts';
import { initialization } from './initializers.ts';
import { forwardAll, modulesOf } from './layers.ts';

/** The `nn.Module` of a plan's model: its attributes are named by the layers. */
export function modelClass(plan: Plan): string {
  const { model } = plan;
  const head = fusedHead(plan);
  const modules = flattenLayers(model.layers).flatMap(modulesOf);
  const start = initialization(model.layers);
  const flow = new Flow('x', model.inputShape);
  forwardAll(withoutHead(plan), flow);
  flow.want('last');
  return lines(
    `class ${className(model.name)}(nn.Module):`,
    indented(`"""${documentation(plan)}"""`),
    '',
    '    def __init__(self) -> None:',
    '        super().__init__()',
    indented(modules.map(([name, module]) => `self.${name} = ${module}`).join('\n'), 2),
    start === '' ? null : '        self.initialize()',
    start === '' ? null : `\n${indented(initialize(start))}`,
    '',
    '    def forward(self, x: Tensor) -> Tensor:',
    head ? `        """Logits: the loss contains the ${head}."""` : null,
    flow.body(),
  );
}

function initialize(body: string): string {
  return lines(
    '@torch.no_grad()',
    'def initialize(self) -> None:',
    '    """Where the weights start; what is not here starts as PyTorch has it."""',
    indented(body),
  );
}

function documentation({ model }: Plan): string {
  const output = model.layers.at(-1)?.outputShape ?? model.inputShape;
  const shape = (axes: readonly number[]) => axes.join(' × ');
  return `From ${shape(model.inputShape)} numbers to ${shape(output)}.`;
}

/** The layers, the last one without the activation that the loss contains. */
function withoutHead(plan: Plan) {
  const { layers } = plan.model;
  const last = layers.at(-1);
  if (fusedHead(plan) === null || !last) return layers;
  return [...layers.slice(0, -1), { ...last, activation: { name: 'linear' } } as typeof last];
}

/** `outputs_of(model, inputs)` turns logits into what the last layer puts out. */
export function probabilities(plan: Plan, outputs: string): string {
  const head = fusedHead(plan);
  if (head === 'softmax') return `torch.softmax(${outputs}, dim=-1)`;
  return head === 'sigmoid' ? `torch.sigmoid(${outputs})` : outputs;
}
