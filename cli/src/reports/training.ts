import type { Metrics } from '#engine';
import type { PlannedTraining } from '../plans.ts';
import type { CompletedRun } from '../run.ts';
import { plural } from './report.ts';
import { uncertaintyReport } from './uncertainty.ts';

const REASONS = {
  completed: '',
  early_stopping: ' (early stopping)',
  stopped: ' (interrupted)',
} as const;

/** What training came to: one line of facts and a table of metrics by part. */
export function trainingReport({ title }: PlannedTraining, run: CompletedRun): string {
  const { started, end, epochs, threads } = run;
  const { train, validation, test } = started.samples;
  const facts = [
    plural(started.parameters, 'parameter'),
    `${train} / ${validation} / ${test} samples`,
  ];
  if (end.type === 'diverged') {
    return `${title}: ${facts.join(', ')}, diverged in epoch ${end.epoch}.`;
  }
  const shared = threads > 1 ? ` on ${threads} threads` : '';
  const duration = `${plural(epochs.length, 'epoch')} in ${end.seconds.toFixed(1)} s${shared}`;
  const best = end.bestEpoch === end.epoch ? '' : `, weights of epoch ${end.bestEpoch}`;
  const head = `${title}: ${[...facts, duration + REASONS[end.reason] + best].join(', ')}`;
  const metrics = metricsTable({ train: end.train, validation: end.validation, test: end.test });
  const certainty = end.uncertainty ? [uncertaintyReport(end.uncertainty)] : [];
  const notes = started.notes ? [started.notes.join('\n')] : [];
  return [head, ...notes, metrics, ...certainty].join('\n\n');
}

/** Where the numbers broke down and what usually helps. */
export function divergenceMessage({ plan, end }: CompletedRun): string {
  if (end.type !== 'diverged') throw new Error('the training did not diverge');
  const layer = end.layer === null ? '' : ` of layer '${end.layer}'`;
  const what = `NaN or infinity appeared in step ${end.step} (epoch ${end.epoch}) in the ${end.where}${layer}.`;
  const rate = plan.train.phases[0]?.optimizer.learningRate;
  const unscaled = plan.data.scale.kind === 'none' ? ', or scale the data' : '';
  return `${what}\nThe learning rate is ${rate}: lower it${unscaled}, or bound the gradient with clip_norm.`;
}

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
