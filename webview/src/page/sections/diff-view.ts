/** Lines of a text that go and come. */
import type { diffLines } from '../diff.ts';
import { element } from '../elements.ts';

const signs = { same: ' ', removed: '−', added: '+' } as const;

/** @param label for screen readers: what is compared */
export function diffView(lines: ReturnType<typeof diffLines>, label: string): HTMLElement {
  return element(
    'pre',
    { class: 'diff', role: 'group', 'aria-label': label, tabindex: 0 },
    ...lines.map((line) =>
      line === null
        ? element('span', { class: 'gap' }, '⋯\n')
        : element('span', { class: line.kind }, `${signs[line.kind]} ${line.text}\n`),
    ),
  );
}
