import { t } from '#l10n';
import { formatText } from '#language';
import { type ImportedModel, kerasModel } from './keras.ts';
import { pytorchModel } from './pytorch.ts';
import {
  ImportError,
  identifier,
  type LayerStatement,
  remark,
  type Statement,
  write,
} from './statements.ts';

/** A specification made of another framework's model. */
export interface ImportedSpecification {
  readonly text: string;
  readonly from: 'keras' | 'pytorch';
  /** How many remarks tell of something that could not be expressed. */
  readonly remarks: number;
}

/** What stands for an axis that the model leaves open. */
const OPEN_AXIS = 28;

/** The longest text that is looked at: a model's description, not its weights. */
const MOST_CHARACTERS = 20_000_000;

/**
 * A specification from a Keras model's JSON (`model.to_json()`) or from what PyTorch prints of an `nn.Sequential`. What cannot
 * be expressed becomes a comment with the reason.
 * @throws ImportError that says what was found where the text is neither
 */
export function importModel(text: string): ImportedSpecification {
  const source = text.replace(/^\uFEFF/, '').trim();
  if (source === '') throw new ImportError(t`The text is empty.`);
  if (source.length > MOST_CHARACTERS) throw new ImportError(t`The text is too long for a model.`);
  const json = /^["{[]/.test(source);
  const model = json ? kerasModel(parseJson(source)) : pytorchModel(source);
  const written = specification(
    model,
    json ? t`Imported from a Keras model.` : t`Imported from a PyTorch printout.`,
  );
  return {
    text: formatText(written),
    from: json ? 'keras' : 'pytorch',
    remarks: written.split('\n').filter((line) => line.trim().startsWith('// ')).length,
  };
}

/** JSON, or JSON in a JSON text: what `json.dump(model.to_json())` leaves. */
function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ImportError(t`The text begins like JSON but is none: ${reason}.`);
  }
}

function specification(model: ImportedModel, origin: string): string {
  const name = modelName(model.name);
  const { shape, notes } = closedShape(model);
  const statements = prepared(model);
  const body = [...notes, ...statements];
  const parts = [
    `/// ${origin}`,
    `model ${name} {`,
    ...(shape ? [`input(${shape.join(', ')})`] : []),
    write(body),
    '}',
  ];
  const training = trainBlock(name, model, shape, statements);
  return `${[...training.before, ...parts, ...training.after].join('\n')}\n`;
}

/** `my_model` → `MyModel`. */
function modelName(name: string): string {
  const word = identifier(name) ?? 'Imported';
  return word.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function closedShape({ inputShape }: ImportedModel): {
  readonly shape: readonly number[] | null;
  readonly notes: readonly Statement[];
} {
  if (!inputShape || inputShape.length === 0) {
    return {
      shape: null,
      notes: [remark(t`The model does not say what it takes: write input(…) here.`)],
    };
  }
  const open = inputShape.includes(null);
  const notes = open
    ? [remark(t`The model leaves a size of its input open: ${OPEN_AXIS} is a guess.`)]
    : [];
  return { shape: inputShape.map((axis) => axis ?? OPEN_AXIS), notes };
}

/** The statements with names that occur once, and with the head that the loss had taken over. */
function prepared({ statements, training }: ImportedModel): readonly Statement[] {
  const unique = uniqueNames(statements, new Set());
  const last = unique.at(-1);
  if (!training?.fromLogits || last?.kind !== 'layer' || last.activation !== null) return unique;
  const head = training.loss === 'cross_entropy' ? 'softmax' : 'sigmoid';
  const note = remark(t`The loss had the ${head} in it (from_logits=True): it stands here now.`);
  return [...unique.slice(0, -1), note, { ...last, activation: head }];
}

function uniqueNames(statements: readonly Statement[], taken: Set<string>): Statement[] {
  return statements.map((statement) => {
    if (statement.kind === 'remark') return statement;
    const name = statement.name !== null && !taken.has(statement.name) ? statement.name : null;
    if (name !== null) taken.add(name);
    if (statement.kind === 'layer') return { ...statement, name };
    return { ...statement, name, body: uniqueNames(statement.body, taken) };
  });
}

/**
 * Made-up data of the right shape and a train block, where the head tells what would fit: the specification can be looked at
 * as a whole then.
 */
function trainBlock(
  name: string,
  { training }: ImportedModel,
  shape: readonly number[] | null,
  statements: readonly Statement[],
): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const source = shape && standIn(shape, statements);
  const settings = training?.lines ?? [];
  if (!shape || !source)
    return { before: [], after: settings.map((line) => `// ${line.replace(/^\/\/ /, '')}`) };
  return {
    before: [
      `/// ${t`Made-up samples of the right shape: put your own file here.`}`,
      'data Samples {',
      `source ${source}`,
      ...(shape.length > 1 ? [`shape (${shape.join(', ')})`] : []),
      '}',
      '',
    ],
    after: ['', `train ${name} on Samples {`, ...settings, '}'],
  };
}

/** A generator whose target fits the last layer; null where none does. */
function standIn(shape: readonly number[], statements: readonly Statement[]): string | null {
  const features = shape.reduce((product, axis) => product * axis, 1);
  const layers = statements.filter((one): one is LayerStatement => one.kind === 'layer');
  const head = layers.findLast(({ type }) => type === 'dense');
  const units = Number(head?.sizes[0]);
  const last = layers.at(-1);
  const softmax = (head?.activation ?? last?.sizes[0]) === 'softmax';
  if (layers.some(({ type }) => type === 'embedding') || features > 100_000) return null;
  if (units >= 2 && softmax) {
    return `blobs(samples: 1000, classes: ${units}, features: ${features})`;
  }
  if (units === 1 && head?.activation === 'sigmoid') {
    return `blobs(samples: 1000, classes: 2, features: ${features})`;
  }
  return units === 1 && head?.activation === null
    ? `linear(samples: 1000, features: ${features})`
    : null;
}
