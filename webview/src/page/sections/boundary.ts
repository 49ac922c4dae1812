/** The plane of two features while a model learns to divide it. */
import { drawingTurn } from '../charts/drawing-turns.ts';
import { onThemeChange } from '../charts/theme.ts';
import { element, replaceContent, whenChanged } from '../elements.ts';
import type { PanelState, Section } from '../state.ts';
import { boundaryFigure } from './pictures.ts';

export function createBoundary(): Section {
  const container = element('div', { class: 'chart tall', hidden: true });
  const changed = whenChanged();
  let latest: PanelState | null = null;
  let themes = 0;
  const turn = drawingTurn(container, () => {
    const { boundary = null, classification = null } = latest?.run?.results ?? {};
    container.hidden = !boundary;
    const classes = classification?.classes ?? [];
    replaceContent(container, boundary ? boundaryFigure(boundary, classes) : null);
    return boundary !== null;
  });
  const draw = (state: PanelState) => {
    latest = state;
    changed([state.run?.results, themes], turn.request);
  };
  onThemeChange(() => {
    themes++;
    if (latest) draw(latest);
  });
  return { element: container, update: draw };
}
