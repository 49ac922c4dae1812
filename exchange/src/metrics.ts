import type { MetricPlan, Plan } from '#plan';
import { taskOf } from './head.ts';
import type { Fragments } from './python/fragments.ts';
import { bracketed, number } from './python/text.ts';

/** Metrics in NumPy: class-wise ones are averaged over classes, binary ones look at the positive class. */
export const METRIC_FRAGMENTS: Fragments = {
  top_k_accuracy: `
def top_k_accuracy(outputs: np.ndarray, labels: np.ndarray, k: int) -> float:
    """Share of samples whose class is among the k largest outputs."""
    best = np.argsort(-outputs, axis=-1, kind="stable")[:, :k]
    return float((best == labels[:, None]).any(axis=-1).mean())
`,
  precision_recall_f1: `
def precision_recall_f1(said: np.ndarray, actual: np.ndarray) -> tuple[float, float, float]:
    """Means over the columns, each of which is one class or one yes-or-no output."""
    hits = (said & actual).sum(axis=0)
    precision = hits / np.maximum(said.sum(axis=0), 1)
    recall = hits / np.maximum(actual.sum(axis=0), 1)
    both = precision + recall
    f1 = np.where(both > 0, 2 * precision * recall / np.where(both > 0, both, 1), 0)
    return float(precision.mean()), float(recall.mean()), float(f1.mean())
`,
  area_under_curve: `
def area_under_curve(outputs: np.ndarray, actual: np.ndarray) -> float:
    """The chance that a positive sample scores over a negative one; mean over columns."""
    areas = []
    for scores, positive in zip(outputs.T, actual.T):
        _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
        ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
        positives, negatives = positive.sum(), (~positive).sum()
        if positives and negatives:
            above = ranks[positive].sum() - positives * (positives + 1) / 2
            areas.append(above / (positives * negatives))
    return float(np.mean(areas)) if areas else math.nan
`,
  r2_score: `
def r2_score(outputs: np.ndarray, targets: np.ndarray) -> float:
    """1 - residual / total sum of squares, the mean over the columns; 0 for a constant target."""
    residual = ((outputs - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0)) ** 2).sum(axis=0)
    return float(np.where(total > 0, 1 - residual / np.where(total > 0, total, 1), 0).mean())
`,
};

/** `metrics(outputs, targets, unit)`, which gives the plan's metrics by name; null where it has none. */
export function metricsFunction(plan: Plan): string | null {
  const { metrics, loss } = plan.train;
  if (metrics.length === 0) return null;
  const { kind, columns, indices } = taskOf(plan);
  const threshold = number(loss.name === 'hinge' ? 0 : 0.5);
  const classes = kind === 'classes';
  const entries = metrics.map(
    (metric) => `"${metricName(metric)}": ${expression(metric, classes)}`,
  );
  const used = entries.join(' ');
  const lines = [`outputs = outputs.reshape(-1, ${columns})`];
  if (classes && indices) {
    lines.push('labels = targets.reshape(-1)');
    if (metrics.some(({ name }) => !BY_LABEL.has(name))) {
      lines.push(`targets = np.eye(${columns})[labels]`);
    }
  } else {
    lines.push(`targets = targets.reshape(-1, ${columns})`);
    if (classes) lines.push('labels = targets.argmax(axis=-1)');
  }
  if (/\b(said|actual|precision|recall|f1)\b/.test(used)) {
    lines.push(
      classes
        ? `said, actual = np.eye(${columns}, dtype=bool)[outputs.argmax(axis=-1)], targets > 0.5`
        : `said, actual = outputs >= ${threshold}, targets >= 0.5`,
    );
  }
  if (/\b(precision|recall|f1)\b/.test(used)) {
    lines.push('precision, recall, f1 = precision_recall_f1(said, actual)');
  }
  if (/\berrors\b/.test(used)) lines.push('errors = (outputs - targets) * unit');
  lines.push(bracketed('return {', entries, '}', 4));
  return [
    'def metrics(outputs: np.ndarray, targets: np.ndarray, unit: np.ndarray) -> dict[str, float]:',
    ...lines
      .join('\n')
      .split('\n')
      .map((line) => `    ${line}`),
  ].join('\n');
}

/** Metrics of classes that look at labels alone. */
const BY_LABEL: ReadonlySet<MetricPlan['name']> = new Set(['accuracy', 'top_k'] as const);

/** `top_5` for top_k(k: 5); the others' own name. */
export function metricName(metric: MetricPlan): string {
  return metric.name === 'top_k' ? `top_${metric.k}` : metric.name;
}

/** Whether more of a monitored quantity is better; of losses and errors, less is. */
export function higherIsBetter(monitor: string): boolean {
  return /^(val_)?(accuracy|top_\d+|precision|recall|f1|auc|r2)$/.test(monitor);
}

function expression(metric: MetricPlan, classes: boolean): string {
  switch (metric.name) {
    case 'accuracy':
      return classes
        ? 'float((outputs.argmax(axis=-1) == labels).mean())'
        : 'float((said == actual).mean())';
    case 'top_k':
      return `top_k_accuracy(outputs, labels, ${metric.k})`;
    case 'auc':
      return 'area_under_curve(outputs, targets >= 0.5)';
    case 'mae':
      return 'float(np.abs(errors).mean())';
    case 'rmse':
      return 'float(np.sqrt((errors**2).mean()))';
    case 'r2':
      return 'r2_score(outputs, targets)';
    default:
      return metric.name;
  }
}
