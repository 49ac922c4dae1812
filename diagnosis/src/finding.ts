/** Building blocks of findings: where a cause stands in the text, and how numbers are written in messages. */
import { t } from '#l10n';
import type { LayerPlan, Origin } from '#plan';
import { phaseOf } from './run-view.ts';
import type {
  CauseCategory,
  Evidence,
  FindingSeverity,
  RunRecord,
  RuntimeFinding,
  SeriesReference,
  SymptomId,
} from './types.ts';

/** What a symptom reports before causes are ranked. */
export interface SymptomReport {
  readonly category: CauseCategory;
  readonly severity: FindingSeverity;
  readonly message: string;
  /** A layer list, or the setting that is to blame. */
  readonly blame:
    | { readonly layers: readonly LayerPlan[] }
    | { readonly setting: DataSetting | TrainSetting | ModelSetting };
  readonly sinceEpoch: number;
  readonly evidence: readonly Evidence[];
}

export type DataSetting =
  | 'source'
  | 'test_source'
  | 'scale'
  | 'scale_target'
  | 'split'
  | 'limit'
  | 'target';
export type ModelSetting = 'freeze';
export type TrainSetting =
  | 'loss'
  | 'optimizer'
  | 'schedule'
  | 'clip_norm'
  | 'clip_value'
  | 'batch_size'
  | 'accumulate'
  | 'class_weights'
  | 'label_smoothing'
  | 'epochs'
  | 'early_stopping';

const DATA_SETTINGS: ReadonlySet<string> = new Set<DataSetting>([
  'source',
  'test_source',
  'scale',
  'scale_target',
  'split',
  'limit',
  'target',
]);

/** What each phase has of its own: they stand on the line of the phase at work. */
const PHASE_SETTINGS: ReadonlySet<string> = new Set<TrainSetting>([
  'optimizer',
  'schedule',
  'epochs',
]);

/** The finding of a report, on the line of its first layer or its setting. */
export function toFinding(
  symptom: SymptomId,
  report: SymptomReport,
  run: RunRecord,
): RuntimeFinding {
  const layers = 'layers' in report.blame ? report.blame.layers : [];
  const setting = 'setting' in report.blame ? report.blame.setting : null;
  return {
    symptom,
    category: report.category,
    severity: report.severity,
    message: report.message,
    layers: layers.map((layer) => layer.id),
    setting,
    origin: layers[0]?.origin ?? settingOrigin(run, setting),
    sinceEpoch: report.sinceEpoch,
    evidence: report.evidence,
    explains: [],
  };
}

/** A setting that was left out stands on its block's line. */
function settingOrigin(run: RunRecord, setting: string | null): Origin {
  const { plan } = run;
  if (setting === null) return plan.train.origin;
  if (DATA_SETTINGS.has(setting)) return plan.data.settingOrigins?.[setting] ?? plan.data.origin;
  if (setting === 'freeze') return plan.model.freezeOrigin ?? plan.train.origin;
  const phase = PHASE_SETTINGS.has(setting) ? phaseOf(run)?.origin : undefined;
  return phase ?? plan.train.settingOrigins[setting] ?? plan.train.origin;
}

/** A measured number beside its threshold. */
export function evidence(
  quantity: string,
  measured: number,
  comparison: 'above' | 'below',
  threshold: number,
  at: {
    readonly layer?: string;
    readonly epoch: number;
    readonly series?: SeriesReference;
  },
): Evidence {
  return {
    quantity,
    measured,
    comparison,
    threshold,
    layer: at.layer ?? null,
    epoch: at.epoch,
    series: at.series ?? null,
  };
}

/** Three significant digits, powers of ten where they are shorter: 0.0123, 1.5e-7, 12, 3400. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : t`infinity`;
  const magnitude = Math.abs(value);
  if (value !== 0 && (magnitude < 1e-3 || magnitude >= 1e6)) {
    return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e');
  }
  return String(Number(value.toPrecision(3)));
}

/** One significant digit, as people write rates and penalties: 3e-4, 1e-3, 0.01, 20, 1e12. */
export function oneDigit(value: number): string {
  const isFar = value < 0.01 || value >= 1e6;
  return isFar ? value.toExponential(0).replace('e+', 'e') : String(Number(value.toPrecision(1)));
}

/** A share as a percentage without decimals. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** "dense_2", "dense_2 and dense_3", "dense_2 and 4 more layers". */
export function nameLayers(layers: readonly LayerPlan[]): string {
  const names = layers.map((layer) => `'${layer.id}'`);
  const [first = '', second] = names;
  if (names.length > 2) return t`${first} and ${names.length - 1} more layers`;
  return second === undefined ? first : t`${first} and ${second}`;
}
