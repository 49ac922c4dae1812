import type { Metrics } from '#engine';
import { plural, t } from '#l10n';
import type { PlannedTraining } from '../plans.ts';
import type { CompletedRun } from '../run.ts';
import { uncertaintyReport } from './uncertainty.ts';

const REASONS = {
  completed: () => '',
  early_stopping: () => ` (${t`early stopping`})`,
  stopped: () => ` (${t`interrupted`})`,
} as const;

/** What training came to: one line of facts and a table of metrics by part. */
export function trainingReport({ title }: PlannedTraining, run: CompletedRun): string {
  const { started, end, epochs, threads } = run;
  const { train, validation, test } = started.samples;
  const facts = [
    plural(started.parameters, t`{0} parameter`, t`{0} parameters`),
    t`${train} / ${validation} / ${test} samples`,
  ];
  if (end.type === 'diverged') {
    return t`${title}: ${facts.join(', ')}, diverged in epoch ${end.epoch}.`;
  }
  const trained = plural(epochs.length, t`{0} epoch`, t`{0} epochs`);
  const seconds = end.seconds.toFixed(1);
  const duration =
    threads > 1
      ? t`${trained} in ${seconds} s on ${threads} threads`
      : t`${trained} in ${seconds} s`;
  const best = end.bestEpoch === end.epoch ? '' : `, ${t`weights of epoch ${end.bestEpoch}`}`;
  const head = `${title}: ${[...facts, duration + REASONS[end.reason]() + best].join(', ')}`;
  const metrics = metricsTable({ train: end.train, validation: end.validation, test: end.test });
  const certainty = end.uncertainty ? [uncertaintyReport(end.uncertainty)] : [];
  const notes = started.notes ? [started.notes.join('\n')] : [];
  return [head, ...notes, metrics, ...certainty].join('\n\n');
}

/** Where the numbers broke down and what usually helps. */
export function divergenceMessage({ plan, end }: CompletedRun): string {
  if (end.type !== 'diverged') throw new Error('the training did not diverge');
  const { step, epoch, layer } = end;
  const where = PLACES[end.where]();
  const what =
    layer === null
      ? t`NaN or infinity appeared in step ${step} (epoch ${epoch}) in the ${where}.`
      : t`NaN or infinity appeared in step ${step} (epoch ${epoch}) in the ${where} of layer '${layer}'.`;
  const rate = plan.train.phases[0]?.optimizer.learningRate ?? 0;
  const advice =
    plan.data.scale.kind === 'none'
      ? t`The learning rate is ${rate}: lower it, or scale the data, or bound the gradient with clip_norm.`
      : t`The learning rate is ${rate}: lower it, or bound the gradient with clip_norm.`;
  return `${what}\n${advice}`;
}

const PLACES = {
  activation: () => t`outputs`,
  gradient: () => t`gradient`,
  weight: () => t`weight`,
  loss: () => t`loss`,
} as const;

/** Of a column of the table: what most metrics need. */
const LEAST_WIDTH = 8;

function metricsTable(parts: Readonly<Record<string, Metrics | null>>): string {
  const rows = Object.entries(parts).flatMap(([part, metrics]) =>
    metrics ? [{ part, metrics }] : [],
  );
  const names = [...new Set(rows.flatMap(({ metrics }) => Object.keys(metrics)))];
  const cells = [names, ...rows.map(({ metrics }) => names.map((name) => shown(metrics[name])))];
  const widths = names.map((_, column) => {
    return 2 + Math.max(LEAST_WIDTH, ...cells.map((row) => row[column]?.length ?? 0));
  });
  const line = (first: string, row: readonly string[]) =>
    first.padEnd(10) + row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('');
  return cells.map((row, index) => line(rows[index - 1]?.part ?? '', row)).join('\n');
}

function shown(value: number | undefined): string {
  if (value === undefined) return '';
  return Math.abs(value) >= 1000 ? value.toPrecision(5) : value.toFixed(4);
}

/** For programs: everything but the single steps. */
export function trainingJson(
  path: string,
  { title, plan }: PlannedTraining,
  run: CompletedRun,
): string {
  const { started, end, epochs, threads } = run;
  const { parameters, samples, classes, notes } = started;
  const history = epochs.map(({ epoch, seconds, learningRate, train, validation }) => ({
    epoch,
    seconds,
    learningRate,
    train,
    validation,
  }));
  const document = {
    file: path,
    train: title,
    seed: plan.train.seed,
    parameters,
    samples,
    classes,
    ...(notes && { notes }),
    threads,
    epochs: history,
    result: end,
  };
  return JSON.stringify(document, null, 2);
}
