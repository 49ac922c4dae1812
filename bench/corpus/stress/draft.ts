/** A specification in pieces, so that a fault can be put into it; all drafts stand where the cases of the corpus stand. */
import type { Expectation } from '../corpus-case.ts';

export interface Draft {
  /** Lines of the data block. */
  readonly data: readonly string[];
  readonly input: string;
  /** Hidden layers, one a line. */
  readonly hidden: readonly string[];
  readonly head: string;
  /** Settings of the train block by name; `seed` is added. */
  readonly train: Readonly<Record<string, string>>;
}

/** A faulty draft, what is wrong with it, and what it was before. */
export interface FaultyDraft {
  readonly id: string;
  readonly draft: Draft;
  readonly healthy: Draft;
  readonly expected: Expectation;
  /** Validation metric of a sound network for this problem, where drafts were drawn. */
  readonly good?: number;
}

const DATA_SEED = 11;
const TRAIN_SEED = 1;

/** The draft's text, with the first line as its documentation. */
export function textOf({ data, input, hidden, head, train }: Draft, about: string): string {
  const settings = Object.entries(train).map(([name, value]) => `${name}${glue(value)}${value}`);
  return [
    `/// ${about}`,
    block('data Data', [...data, `seed ${DATA_SEED}`]),
    block('model Net', [`input(${input})`, ...hidden, head]),
    block('train Net on Data', [...settings, `seed ${TRAIN_SEED}`]),
  ].join('\n');
}

/** `early_stopping(…)` is written without a space. */
function glue(value: string): string {
  return value.startsWith('(') ? '' : ' ';
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`;
}
