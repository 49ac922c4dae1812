import type pc from 'picocolors';
import type {
  Evidence,
  FindingSeverity,
  RepairResult,
  RuntimeFinding,
  Suggestion,
  SuggestionBasis,
  TrialReport,
  TrialResult,
} from '#diagnosis';
import { plural, t } from '#l10n';
import type { PlannedTraining } from '../plans.ts';
import { lineDiff } from './diff.ts';
import { severityWord } from './report.ts';

type Colors = ReturnType<typeof pc.createColors>;

/** All that the command found out; what was not asked for or not needed is null. */
export interface Diagnosis {
  readonly path: string;
  readonly training: PlannedTraining;
  readonly findings: readonly RuntimeFinding[];
  readonly suggestions: readonly Suggestion[];
  readonly trials: TrialReport | null;
  readonly repair: VerifiedRepair | null;
  /** The person ended it early: what is here is what was found so far. */
  readonly cancelled: boolean;
}

export interface VerifiedRepair {
  readonly result: RepairResult;
  /** The repaired text beside the original over all seeds; null where nothing was kept. */
  readonly verification: TrialResult | null;
  readonly metric: string;
  readonly baseline: readonly (number | null)[];
  readonly written: boolean;
}

const PAINT: Readonly<Record<FindingSeverity, 'red' | 'yellow' | 'blue'>> = {
  error: 'red',
  warning: 'yellow',
  information: 'blue',
};

/** Each finding with its place and its evidence, what it explains under it. */
export function findingsReport({ path, training, findings }: Diagnosis, colors: Colors): string {
  if (findings.length === 0) return colors.green(t`${training.title}: no findings.`);
  return findings
    .map((finding) => {
      const { line, column } = placeOf(training, finding);
      const where = colors.bold(`${path}:${line}:${column}`);
      const severity = colors[PAINT[finding.severity]](severityWord(finding.severity));
      const head = `${where} ${severity} ${finding.message} ${colors.dim(`[${finding.symptom}]`)}`;
      const proof = finding.evidence.map((entry) => `    ${describeEvidence(entry)}`);
      const effects = finding.explains.map(
        ({ symptom, message }) => `    ${t`explains: ${message}`} ${colors.dim(`[${symptom}]`)}`,
      );
      return [head, ...proof, ...effects].join('\n');
    })
    .join('\n\n');
}

const COMPARISONS = {
  above: (threshold: string) => t`above ${threshold}`,
  below: (threshold: string) => t`below ${threshold}`,
} as const;

const VERDICTS: Readonly<Record<TrialResult['verdict'], () => string>> = {
  better: () => t`better`,
  'no better': () => t`no better`,
  dropped: () => t`dropped`,
  'not tried': () => t`not tried`,
};

function describeEvidence({ quantity, measured, comparison, threshold, layer, epoch }: Evidence) {
  const what = layer === null ? quantity : t`${quantity} of '${layer}'`;
  const when = epoch === 0 ? t`before the first step` : t`epoch ${epoch}`;
  const limit = COMPARISONS[comparison](shown(threshold));
  return `${what}: ${shown(measured)}, ${limit} (${when})`;
}

/** The suggestions, best first, with what was measured; those that did not win say so. */
export function trialsReport(
  { suggestions, trials, cancelled }: Diagnosis,
  colors: Colors,
): string {
  if (suggestions.length === 0) return cancelled ? t`Ended early.` : t`No suggestion.`;
  if (trials === null) {
    const titles = suggestions.map(({ title }) => `  ${title}`);
    const end = cancelled ? [t`Ended early.`] : [];
    return [t`What may help (not tried):`, ...titles, ...end].join('\n');
  }
  const baseline = trials.baseline.map(shown).join(' ');
  const seeds = plural(trials.baseline.length, t`{0} seed`, t`{0} seeds`);
  const head = t`Tried on ${seeds} (${trials.metric} on the validation part; as it is: ${baseline}):`;
  const rows = trials.results.flatMap((result, index) => {
    const suggestion = suggestions.find(({ id }) => id === result.id);
    return suggestion ? [describeTrial(index + 1, suggestion, result, trials, colors)] : [];
  });
  const end = cancelled ? [t`Ended early: no verdict is final.`] : [];
  return [head, ...rows, ...end].join('\n\n');
}

function describeTrial(
  rank: number,
  { title, reason, basis }: Suggestion,
  result: TrialResult,
  trials: TrialReport,
  colors: Colors,
): string {
  const verdict = colors[result.verdict === 'better' ? 'green' : 'dim'](VERDICTS[result.verdict]());
  const gain = result.gain === null ? '' : `  ${describeGain(result, trials)}`;
  return [
    `${String(rank).padStart(2)}. ${colors.bold(title)}  ${verdict}${gain}`,
    `    ${reason}`,
    `    ${colors.dim(describeBasis(basis))}`,
  ].join('\n');
}

function describeGain(result: TrialResult, trials: TrialReport): string {
  const { gain, spread, lossGain, metrics } = result;
  const values = metrics.map(shown).join(' ');
  if (result.verdict === 'better' && (gain ?? 0) < 0.005 && lossGain !== null) {
    return t`the same ${trials.metric}, ${Math.round(100 * lossGain)} % less loss (${values})`;
  }
  const size = (value: number | null) => ((value ?? 0) * 100).toFixed(1);
  const sign = (gain ?? 0) > 0 ? '+' : '';
  const amount = `${sign}${size(gain)} ± ${size(spread)}`;
  return trials.higherIsBetter ? t`${amount} points (${values})` : t`${amount} % less (${values})`;
}

export function describeBasis(basis: SuggestionBasis): string {
  switch (basis.kind) {
    case 'table':
      return t`tuning table, ${basis.row}: ${basis.text}`;
    case 'paper':
      return basis.text;
    case 'rule':
      return t`rule ${basis.rule}`;
  }
}

/** What was tried in what order, and the change of the text. */
export function repairReport(diagnosis: Diagnosis, colors: Colors): string {
  const { path, training, repair, cancelled } = diagnosis;
  if (repair === null) return cancelled ? t`Ended early: nothing was tried.` : '';
  const { result, verification, metric, baseline, written } = repair;
  const steps = result.steps.map(({ suggestion, gain, kept }) => {
    const mark = kept ? colors.green(t`kept`) : colors.dim(t`not kept`);
    return `  ${suggestion.title}  ${mark} (${t`gain ${gain.toFixed(3)}`})`;
  });
  const retrainings = plural(result.retrains, t`{0} retraining`, t`{0} retrainings`);
  const head = t`Repair: ${retrainings}, ${result.applied.length} kept.`;
  if (cancelled) {
    const best = result.applied.length > 0 ? [t`The best so far, on one seed:`] : [];
    const diff = diffReport(training.analysis.text, result.text, colors);
    return [head, ...steps, t`Ended early; ${path} is unchanged.`, ...best, diff]
      .filter((part) => part !== '')
      .join('\n');
  }
  if (verification === null) {
    return [head, ...steps, t`Nothing that was tried is better; the file is unchanged.`].join('\n');
  }
  const seeds = t`${metric}: ${baseline.map(shown).join(' ')} before, ${verification.metrics.map(shown).join(' ')} after`;
  const outcome = written
    ? t`Verified (${seeds}); ${path} was rewritten:`
    : t`Not verified over all seeds (${seeds}); the file is unchanged. It would be:`;
  const left = result.findings.map(({ message }) => t`Still found: ${message}`);
  return [head, ...steps, outcome, diffReport(training.analysis.text, result.text, colors), ...left]
    .filter((part) => part !== '')
    .join('\n');
}

function diffReport(before: string, after: string, colors: Colors): string {
  return lineDiff(before, after)
    .filter(({ mark }) => mark !== ' ')
    .map(({ mark, text }) => (mark === '+' ? colors.green : colors.red)(`${mark} ${text}`))
    .join('\n');
}

/** For programs. */
export function diagnosisJson(diagnosis: Diagnosis): string {
  const { path, training, findings, suggestions, trials, repair, cancelled } = diagnosis;
  const located = (finding: RuntimeFinding): object => ({
    ...finding,
    ...placeOf(training, finding),
    explains: finding.explains.map(located),
  });
  const document = {
    file: path,
    train: training.title,
    cancelled,
    findings: findings.map(located),
    suggestions: suggestions.map(({ plan: _plan, ...suggestion }) => suggestion),
    trials,
    repair: repair && {
      applied: repair.result.applied.map(({ id, title }) => ({ id, title })),
      retrains: repair.result.retrains,
      remaining: repair.result.findings.map(({ symptom }) => symptom),
      verification: repair.verification,
      baseline: repair.baseline,
      written: repair.written,
      text: repair.result.text,
    },
  };
  return JSON.stringify(document, null, 2);
}

/** Line and column of a finding's cause, from 1. */
function placeOf({ analysis }: PlannedTraining, { origin }: RuntimeFinding) {
  const { line, character } = analysis.lines.positionAt(origin.start);
  return { line: line + 1, column: character + 1 };
}

function shown(value: number | null): string {
  if (value === null) return t`broke down`;
  const magnitude = Math.abs(value);
  const long = magnitude !== 0 && (magnitude < 1e-3 || magnitude >= 1e5);
  return long ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
