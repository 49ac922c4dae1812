/** Finds the chart that shows a finding's evidence. */
import type { SeriesReference } from '#diagnosis';

/** Quantities that have no chart of their own are seen in the distributions. */
const distributed: ReadonlySet<string> = new Set([
  'weightRms',
  'std',
  'deadShare',
  'saturatedShare',
]);

/** Opens the tab with the chart, scrolls to it and gives it the focus. */
export function showChart(series: SeriesReference): void {
  const quantity = series.kind === 'epochs' ? series.metric : series.quantity;
  const wanted = distributed.has(quantity)
    ? document.querySelector<HTMLElement>('.distributions')
    : document.querySelector<HTMLElement>(`[data-chart="${CSS.escape(quantity)}"]`);
  const panel = wanted?.closest('[role="tabpanel"]');
  document.getElementById(panel?.getAttribute('aria-labelledby') ?? '')?.click();
  wanted?.scrollIntoView({ block: 'center' });
  wanted?.focus({ preventScroll: true });
}
