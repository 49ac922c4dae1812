/** The plane of two features while a model learns to divide it. */
import { onThemeChange } from '../charts/theme.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import type { PanelState, Section } from '../state.ts';
import { boundaryFigure } from './pictures.ts';

export function createBoundary(): Section {
  const container = element('div', { class: 'chart tall', hidden: true });
  const changed = whenChanged();
  let latest: PanelState | null = null;
  let themes = 0;
  const draw = (state: PanelState) => {
    latest = state;
    const results = state.run?.results;
    changed([results, themes], () => {
      const boundary = results?.boundary;
      container.hidden = !boundary;
      const classes = results?.classification?.classes ?? [];
      replaceContent(container, boundary ? boundaryFigure(boundary, classes) : null);
    });
  };
  onThemeChange(() => {
    themes++;
    if (latest) draw(latest);
  });
  return { element: container, update: draw };
}
