/** Tabs after the ARIA authoring practices: arrow keys move, Home and End jump. Only what is seen is drawn. */
import { element } from './elements.ts';
import type { PanelState, Section } from './state.ts';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly content: readonly HTMLElement[];
  /** Those that the content consists of. */
  readonly sections: readonly Section[];
}

export interface Tabs {
  readonly elements: readonly HTMLElement[];
  /** Draws the sections of the tab that is open; the others follow once they are. */
  update(state: PanelState): void;
}

export function createTabs(label: string, tabs: readonly Tab[]): Tabs {
  let open = tabs[0];
  let latest: PanelState | null = null;
  const draw = () => {
    if (latest) for (const section of open?.sections ?? []) section.update(latest);
  };
  const heads = tabs.map((tab) =>
    element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${tab.id}`,
        'aria-controls': `panel-${tab.id}`,
        on: { click: () => select(tab) },
      },
      tab.title,
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
  const select = (chosen: Tab | undefined) => {
    open = chosen;
    for (const [index, tab] of tabs.entries()) {
      heads[index]?.setAttribute('aria-selected', String(tab === chosen));
      heads[index]?.setAttribute('tabindex', tab === chosen ? '0' : '-1');
      panels[index]?.toggleAttribute('hidden', tab !== chosen);
      if (tab === chosen) heads[index]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    draw();
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
  hintAtMore(list);
  select(open);
  return {
    elements: [list, ...panels],
    update(state) {
      latest = state;
      draw();
    },
  };
}

/** Where tabs are out of sight, the row fades out on that side. */
function hintAtMore(list: HTMLElement): void {
  const look = () => {
    const hidden = list.scrollWidth - list.clientWidth;
    list.classList.toggle('more-before', list.scrollLeft > 1);
    list.classList.toggle('more-after', list.scrollLeft < hidden - 1);
  };
  list.addEventListener('scroll', look, { passive: true });
  new ResizeObserver(look).observe(list);
}

const moves: Readonly<Record<string, (current: number, count: number) => number>> = {
  ArrowRight: (current, count) => (current + 1) % count,
  ArrowLeft: (current, count) => (current - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};
