/** Tabs after the ARIA authoring practices: arrow keys move, Home and End jump. */
import { element } from './elements.ts';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: readonly HTMLElement[];
}

export function createTabs(label: string, tabs: readonly Tab[]): HTMLElement[] {
  const heads = tabs.map(({ id, title }) =>
    element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${id}`,
        'aria-controls': `panel-${id}`,
        on: { click: () => select(id) },
      },
      title,
    ),
  );
  const panels = tabs.map(({ id, content }) =>
    element(
      'div',
      {
        role: 'tabpanel',
        id: `panel-${id}`,
        class: `tab-panel ${id}`,
        'aria-labelledby': `tab-${id}`,
      },
      ...content,
    ),
  );
  const select = (id: string) => {
    for (const [index, tab] of tabs.entries()) {
      const chosen = tab.id === id;
      heads[index]?.setAttribute('aria-selected', String(chosen));
      heads[index]?.setAttribute('tabindex', chosen ? '0' : '-1');
      panels[index]?.toggleAttribute('hidden', !chosen);
    }
  };
  const list = element('div', { role: 'tablist', class: 'tabs', 'aria-label': label }, ...heads);
  list.addEventListener('keydown', (event) => {
    const current = heads.indexOf(document.activeElement as HTMLButtonElement);
    const next = moves[event.key]?.(current, heads.length);
    if (next === undefined) return;
    event.preventDefault();
    const head = heads[next];
    head?.click();
    head?.focus();
  });
  select(tabs[0]?.id ?? '');
  return [list, ...panels];
}

const moves: Readonly<Record<string, (current: number, count: number) => number>> = {
  ArrowRight: (current, count) => (current + 1) % count,
  ArrowLeft: (current, count) => (current - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};
