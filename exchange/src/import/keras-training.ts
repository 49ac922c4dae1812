import { t } from '#l10n';
import { type Config, classOf, configOf, listOf, numberOf, plainWord } from './config.ts';
import { numeral } from './statements.ts';

/** What a model was compiled with, as settings of a train block, and remarks. */
export interface TrainingSettings {
  readonly lines: readonly string[];
  readonly loss: string | null;
  /** The loss contains the softmax or sigmoid that the model does not end in. */
  readonly fromLogits: boolean;
}

const LOSSES: Readonly<Record<string, string>> = {
  sparsecategoricalcrossentropy: 'cross_entropy',
  categoricalcrossentropy: 'cross_entropy',
  binarycrossentropy: 'binary_cross_entropy',
  mse: 'mse',
  meansquarederror: 'mse',
  mae: 'mae',
  meanabsoluteerror: 'mae',
  huber: 'huber',
  hinge: 'hinge',
  kldivergence: 'kl_divergence',
  kullbackleiblerdivergence: 'kl_divergence',
};

const METRICS: Readonly<Record<string, string>> = {
  accuracy: 'accuracy',
  acc: 'accuracy',
  binaryaccuracy: 'accuracy',
  categoricalaccuracy: 'accuracy',
  sparsecategoricalaccuracy: 'accuracy',
  precision: 'precision',
  recall: 'recall',
  f1score: 'f1',
  auc: 'auc',
  mae: 'mae',
  meanabsoluteerror: 'mae',
  rootmeansquarederror: 'rmse',
  r2score: 'r2',
};

/** Keras's names of an optimizer's numbers, with the language's. */
const NUMBERS: Readonly<Record<string, string>> = {
  learning_rate: 'learning_rate',
  lr: 'learning_rate',
  momentum: 'momentum',
  rho: 'rho',
  beta_1: 'beta1',
  beta_2: 'beta2',
  epsilon: 'epsilon',
  weight_decay: 'weight_decay',
};

/** The numbers that each optimizer takes. */
const OPTIMIZERS: Readonly<Record<string, readonly string[]>> = {
  sgd: ['learning_rate', 'momentum', 'nesterov'],
  adagrad: ['learning_rate', 'epsilon'],
  adadelta: ['learning_rate', 'rho', 'epsilon'],
  rmsprop: ['learning_rate', 'rho', 'momentum', 'epsilon'],
  adam: ['learning_rate', 'beta1', 'beta2', 'epsilon'],
  adamax: ['learning_rate', 'beta1', 'beta2', 'epsilon'],
  nadam: ['learning_rate', 'beta1', 'beta2', 'epsilon'],
  adamw: ['learning_rate', 'beta1', 'beta2', 'epsilon', 'weight_decay'],
};

/** From `compile_config` (Keras 3) or `training_config` (Keras 2's files). */
export function trainingSettings(model: Config): TrainingSettings {
  const compiled = configOf(model, 'compile_config');
  const stored = configOf(model, 'training_config');
  const found = Object.keys(compiled).length > 0 ? compiled : stored;
  const loss = classOf(found.loss);
  const name = LOSSES[plainWord(loss?.name ?? '')] ?? null;
  const lines: string[] = [];
  if (name !== null) lines.push(`loss ${lossCall(name, loss?.config ?? {})}`);
  else if (loss) lines.push(`// ${t`The loss ${loss.name} is not available here.`}`);
  const smoothing = numberOf(loss?.config ?? {}, 'label_smoothing') ?? 0;
  if (smoothing > 0) lines.push(`label_smoothing ${numeral(smoothing)}`);
  lines.push(...optimizerLines(found.optimizer ?? found.optimizer_config));
  const metrics = listOf(found, 'metrics').flat(2).map(classOf);
  const known = metrics.flatMap((metric) => METRICS[plainWord(metric?.name ?? '')] ?? []);
  if (known.length > 0) lines.push(`metrics ${[...new Set(known)].join(', ')}`);
  return { lines, loss: name, fromLogits: loss?.config.from_logits === true };
}

function lossCall(name: string, config: Config): string {
  const delta = numberOf(config, 'delta');
  return name === 'huber' && delta !== null && delta !== 1 ? `huber(${numeral(delta)})` : name;
}

function optimizerLines(value: unknown): string[] {
  const found = classOf(value);
  if (!found) return [];
  const { config } = found;
  const name = plainWord(found.name).replace(/^(custom|experimental|legacy|torch)+/, '');
  const takes = OPTIMIZERS[name];
  if (!takes) {
    const shown = found.name.replaceAll(/\s+/g, ' ').slice(0, 60);
    return [`// ${t`The optimizer ${shown} is not available here.`}`];
  }
  const items = Object.entries(NUMBERS).flatMap(([key, word]) => {
    const number = numberOf(config, key);
    const wanted = number !== null && takes.includes(word) && (word !== 'momentum' || number > 0);
    return wanted ? [`${word}: ${numeral(number)}`] : [];
  });
  if (config.nesterov === true && takes.includes('nesterov')) items.push('nesterov: true');
  const lines = [`optimizer ${name}${items.length > 0 ? `(${items.join(', ')})` : ''}`];
  const norm = numberOf(config, 'global_clipnorm') ?? numberOf(config, 'clipnorm');
  const bound = numberOf(config, 'clipvalue');
  const steps = numberOf(config, 'gradient_accumulation_steps');
  if (norm !== null && norm > 0) lines.push(`clip_norm ${numeral(norm)}`);
  if (bound !== null && bound > 0) lines.push(`clip_value ${numeral(bound)}`);
  if (steps !== null && steps > 1) lines.push(`accumulate ${numeral(steps)}`);
  if (typeof config.learning_rate === 'object' && config.learning_rate !== null) {
    const schedule = classOf(config.learning_rate)?.name ?? 'custom';
    lines.push(`// ${t`The schedule ${schedule} was not taken over: see schedule.`}`);
  }
  return lines;
}
