import type { Metrics } from '#engine';
import { drawn, type SweptConstant, sweptConstants, type Trial, withTrial } from '#exchange';
import { t } from '#l10n';
import { planFor } from '#language';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { type OutputOptions, refuseExisting, writeOutput } from '../output.ts';
import { type PlannedTraining, planTraining } from '../plans.ts';
import { type SweepRow, sweepJson, sweepTable } from '../reports/sweep.ts';
import { runTraining } from '../run.ts';

export interface SweepOptions extends OutputOptions {
  readonly train?: string;
  readonly trials: number;
  readonly epochs?: number;
  /** Of the values that are drawn. */
  readonly seed: number;
  readonly json?: boolean;
}

/** Metrics of which more is better. */
const HIGHER_IS_BETTER = /^(accuracy|top_\d+|precision|recall|f1|auc|r2)$/;

/**
 * Trains with values drawn from the declared ranges, prints what came of each and stores the best as a text. The first
 * interrupt ends it early: what was tried so far is ranked all the same.
 */
export async function sweep(path: string, options: SweepOptions): Promise<ExitCode> {
  const training = await planTraining(path, options);
  const constants = sweptConstants(training.analysis);
  if (constants.length === 0) {
    throw new Failure(
      t`${path}: there is nothing to sweep. Give a constant a range, such as let width = choice(32, 64, 128).`,
      EXIT.findings,
    );
  }
  if (options.output !== undefined) await refuseExisting(options.output, options);
  const metric = metricOf(training);
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  const { signal } = interrupt;
  const rows: SweepRow[] = [];
  for (const trial of trialsOf(constants, options)) {
    const text = withTrial(training.analysis.text, constants, trial);
    const result = await resultOf(training, text, metric, { ...options, signal });
    if (signal.aborted) break;
    rows.push({ trial, text, ...result });
    const values = constants.map(({ name }) => `${name} ${trial[name]}`).join('  ');
    const value = result.value.toFixed(4);
    console.error(`${rows.length}/${options.trials}  ${values}  ${metric} ${value}`);
  }
  const sign = HIGHER_IS_BETTER.test(metric.replace(/^val_/, '')) ? -1 : 1;
  const ranked = rows.toSorted((a, b) => order(sign * a.value) - order(sign * b.value));
  console.log(options.json ? sweepJson(ranked, metric) : sweepTable(ranked, constants, metric));
  const [best] = ranked;
  const end = signal.aborted ? EXIT.cancelled : EXIT.fine;
  if (options.output === undefined || !best) return end;
  return (await writeOutput(options.output, best.text, options)) || end;
}

/** Trainings that have diverged come last. */
function order(value: number): number {
  return Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
}

/** What early stopping watches, else the first metric, else the loss; of the validation part where there is one. */
function metricOf({ plan }: PlannedTraining): string {
  const { earlyStopping, metrics } = plan.train;
  const [first] = metrics;
  const named = first?.name === 'top_k' ? `top_${first.k}` : first?.name;
  const monitor = earlyStopping?.monitor ?? `val_${named ?? 'loss'}`;
  return plan.data.split.validation > 0 ? monitor : monitor.replace(/^val_/, '');
}

/** Random search: Bergstra & Bengio 2012. The same seed draws the same values. */
function trialsOf(constants: readonly SweptConstant[], { trials, seed }: SweepOptions): Trial[] {
  const random = shares(seed);
  return Array.from({ length: trials }, () =>
    Object.fromEntries(constants.map(({ name, range }) => [name, drawn(range, random())])),
  );
}

/** Numbers in [0, 1): mulberry32, which is small and good enough to draw settings. */
function shares(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function resultOf(
  { analyze, trainIndex, folder }: PlannedTraining,
  text: string,
  metric: string,
  { epochs, signal }: SweepOptions & { readonly signal: AbortSignal },
): Promise<{ readonly value: number; readonly epochs: number; readonly test: Metrics | null }> {
  const planned = planFor(analyze(text), trainIndex);
  if (!planned.ok) return { value: Number.NaN, epochs: 0, test: null };
  const { train } = planned.plan;
  const phases = train.phases.map((phase) => ({ ...phase, epochs: epochs ?? phase.epochs }));
  const plan = { ...planned.plan, train: { ...train, phases } };
  const { end, epochs: done } = await runTraining(plan, { folder, signal });
  if (end.type === 'diverged') return { value: Number.NaN, epochs: done.length, test: null };
  const part = metric.startsWith('val_') ? end.validation : end.train;
  const value = part?.[metric.replace(/^val_/, '')] ?? Number.NaN;
  return { value, epochs: done.length, test: end.test };
}
