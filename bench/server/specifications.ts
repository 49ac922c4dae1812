/** A specification of about so many lines: many models, each with its data and its training. */
export function specification(lines: number): string {
  const blocks: string[] = [];
  for (let index = 0; blocks.length * linesPerBlock < lines; index++) blocks.push(block(index));
  return blocks.join('\n');
}

function block(index: number): string {
  return `/// Spirals, told apart by a small network (${index}).
let width${index} = ${32 + (index % 7)}

data Spirals${index} {
  source spirals(samples: 1000, classes: 3, noise: 0.2)
  scale standardize
  split train 70%, validation 15%, test 15%
  seed ${index}
}

model SpiralNet${index} {
  input(2)
  dense(width${index}, relu, init: he_normal) as hidden
  batch_norm
  dropout(0.3)
  repeat 2 {
    dense(32, relu, init: he_normal, l2: 1e-4)
  }
  residual { dense(32, relu, init: he_normal)  dense(32, linear) }
  dense(3, softmax)
}

train SpiralNet${index} on Spirals${index} {
  loss cross_entropy
  optimizer adam(learning_rate: 1e-3)
  schedule cosine(warmup: 5%)
  batch_size 32
  epochs 50
  early_stopping(monitor: val_loss, patience: 5)
  metrics accuracy
}
`;
}

const linesPerBlock = block(0).split('\n').length;

/** A model that others start from. */
export function baseSpecification(name: string): string {
  return `model ${name} {\n  input(2)\n  dense(8, relu, init: he_normal) as hidden\n  dense(3, softmax)\n}\n`;
}

/** A model that starts from the base, and what is trained of it. */
export function derivedSpecification(path: string): string {
  return `data Spirals { source spirals(samples: 1000, classes: 3) }

model Derived from "${path}#Base" {
  freeze until hidden
  replace last 1 { dense(3, softmax) }
}

train Derived on Spirals {
  epochs 20
}
`;
}
