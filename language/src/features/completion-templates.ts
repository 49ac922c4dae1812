import { t } from '#l10n';
import type { CompletionItem } from './completion-item.ts';
import type { BlockKind } from './expectation.ts';

/** Several lines at once, for what is written again and again. The first word says where they may stand. */
const TEMPLATES: readonly (readonly [
  label: string,
  detail: () => string,
  lines: readonly string[],
])[] = [
  [
    'data generated',
    () => t`Made-up data that needs no file`,
    [
      'data ${1:Spirals} {',
      '  source ${2|spirals,moons,circles,blobs,xor|}(samples: ${3:1000}, noise: ${4:0.2})',
      '  split train 70%, validation 15%, test 15%',
      '  seed 1',
      '}',
    ],
  ],
  [
    'data idx',
    () => t`Images and labels in the format of MNIST`,
    [
      'data ${1:Images} {',
      '  source "${2:data/train-images-idx3-ubyte.gz}"',
      '  target "${3:data/train-labels-idx1-ubyte.gz}"',
      '  test_source "${4:data/t10k-images-idx3-ubyte.gz}"',
      '  test_target "${5:data/t10k-labels-idx1-ubyte.gz}"',
      '  scale divide(255)',
      '}',
    ],
  ],
  [
    'model classifier',
    () => t`ReLU with He initialisation, softmax over the classes`,
    [
      'model ${1:Name} {',
      '  input(${2:64})',
      '  dense(${3:64}, relu, init: he_normal)',
      '  dropout(${4:0.3})',
      '  dense(${5:32}, relu, init: he_normal)',
      '  dense(${6:10}, softmax, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model two classes',
    () => t`One sigmoid unit: the probability of yes`,
    [
      'model ${1:Name} {',
      '  input(${2:10})',
      '  dense(${3:32}, relu, init: he_normal)',
      '  dense(1, sigmoid, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model regression',
    () => t`ReLU with He initialisation, one linear unit`,
    [
      'model ${1:Name} {',
      '  input(${2:10})',
      '  dense(${3:64}, relu, init: he_normal)',
      '  dense(${4:32}, relu, init: he_normal)',
      '  dense(1, linear, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model images',
    () => t`Convolutions, pooling, softmax over the classes`,
    [
      'model ${1:Name} {',
      '  input(${2:28}, ${3:28}, ${4:1})',
      '  conv2d(${5:16}, 3, relu, init: he_normal)',
      '  max_pool2d(2)',
      '  flatten',
      '  dense(${6:64}, relu, init: he_normal)',
      '  dense(${7:10}, softmax, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model sequences',
    () => t`An LSTM and one linear unit; clip its gradients in the train block`,
    [
      'model ${1:Name} {',
      '  input(${2:50}, ${3:1})',
      '  lstm(${4:32}, init: glorot_uniform)',
      '  dense(1, linear, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model selu',
    () => t`Self-normalising: LeCun initialisation and alpha dropout`,
    [
      'model ${1:Name} {',
      '  input(${2:10})',
      '  repeat ${3:3} {',
      '    dense(${4:64}, selu, init: lecun_normal)',
      '  }',
      '  alpha_dropout(${5:0.1})',
      '  dense(${6:3}, softmax, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'model from',
    () => t`Transfer learning: frozen layers of another model, and a new head`,
    [
      'model ${1:Name} from ${2:Base} {',
      '  weights "${3:runs/base.safetensors}"',
      '  freeze until ${4:layer}',
      '  replace last 1 { dense(${5:10}, softmax, init: glorot_uniform) }',
      '}',
    ],
  ],
  [
    'train phases',
    () => t`First the new head, then fine-tuning with a rate far lower`,
    [
      'train ${1:Model} on ${2:Data} {',
      '  phase head { epochs ${3:10}  optimizer adam(learning_rate: ${4:1e-3}) }',
      '  phase fine_tune { unfreeze last ${5:2}  epochs ${6:10}  optimizer adam(learning_rate: ${7:1e-5}) }',
      '}',
    ],
  ],
  [
    'train recurrent',
    () => t`With clipped gradients, for recurrent networks`,
    [
      'train ${1:Model} on ${2:Data} {',
      '  optimizer adam(learning_rate: ${3:1e-3})',
      '  clip_norm ${4:1.0}',
      '  batch_size ${5:32}',
      '  epochs ${6:50}',
      '  early_stopping(monitor: val_loss, patience: ${7:5})',
      '  seed 1',
      '}',
    ],
  ],
  [
    'conv batch_norm',
    () => t`Convolution, normalisation, activation, pooling`,
    [
      'conv2d(${1:16}, ${2:3}, padding: same, init: he_normal, bias: false)',
      'batch_norm',
      'activation(relu)',
      'max_pool2d(2)',
    ],
  ],
  [
    'dense batch_norm',
    () => t`Linear layer, normalisation, activation`,
    ['dense(${1:64}, init: he_normal, bias: false)', 'batch_norm', 'activation(relu)'],
  ],
  [
    'residual dense',
    () => t`Two layers whose input is added to their output`,
    [
      'residual {',
      '  dense(${1:64}, relu, init: he_normal)',
      '  dense(${1:64}, linear, init: glorot_uniform)',
      '}',
    ],
  ],
  [
    'parallel branches',
    () => t`Layers beside each other, joined along the last axis`,
    [
      'parallel {',
      '  branch { dense(${1:32}, relu, init: he_normal) }',
      '  branch { dense(${2:32}, tanh, init: glorot_uniform) }',
      '}',
    ],
  ],
];

const DECLARATION = /^(data|model|train) /;

/** Behind single statements, also those that do not fit. */
const rank = 3;

/** What can begin at a statement of a block of this kind: declarations in a file, layers in a model. */
export function templateItems(block: BlockKind): readonly CompletionItem[] {
  const declares = block === 'file';
  if (!declares && block !== 'model' && block !== 'layers') return [];
  return TEMPLATES.filter(([label]) => DECLARATION.test(label) === declares).map(
    ([label, detail, lines]) => ({
      label,
      kind: 'template',
      detail: detail(),
      snippet: lines.join('\n'),
      rank,
    }),
  );
}
