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
