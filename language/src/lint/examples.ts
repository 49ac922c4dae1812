/** What an example of a rule says; the rest is the smallest specification that nothing else is wrong with. */
interface ExampleParts {
  readonly data?: readonly string[];
  readonly input?: string;
  readonly layers?: readonly string[];
  readonly train?: readonly string[];
}

/** A whole specification for a rule's page and tests. */
export function example(parts: ExampleParts): string {
  const {
    data = ['source spirals(classes: 3)'],
    input = '2',
    layers = ['dense(32, relu, init: he_normal)', 'dense(3, softmax, init: glorot_uniform)'],
    train = ['epochs 50', 'early_stopping(patience: 5)'],
  } = parts;
  const lines = (statements: readonly string[]) => statements.map((line) => `  ${line}\n`).join('');
  return [
    `data Samples {\n${lines(data)}}\n`,
    `model Net {\n${lines([`input(${input})`, ...layers])}}\n`,
    `train Net on Samples {\n${lines(train)}}\n`,
  ].join('\n');
}

/** A transfer in two phases: a new head first, then the last layers of the base too. */
export function transferExample(fineTuning: string, weights?: string): string {
  return `${example({})}
data Others {
  source spirals(classes: 5)
}

model Transferred from Net {${weights === undefined ? '' : `\n  weights "${weights}"`}
  freeze first 1
  replace last 1 { dense(5, softmax, init: glorot_uniform) }
}

train Transferred on Others {
  phase head { epochs 10  optimizer adam(learning_rate: 1e-3) }
  phase fine_tune { unfreeze last 2  epochs 10  ${fineTuning} }
}
`;
}

/** The same transfer, from a file of weights. */
export function weightsExample(path: string): string {
  return transferExample('optimizer adam(learning_rate: 1e-5)', path);
}
