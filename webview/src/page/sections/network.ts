/** The layers from input to output, each with its shape, its parameters and how it fares. */
import { flattenLayers, type LayerPlan } from '#plan';
import { element, type IconName, icon, replaceContent, setText, whenChanged } from '../elements.ts';
import { formatShape } from '../format.ts';
import { type Health, layerHealth } from '../layer-health.ts';
import { plural, t } from '../localization.ts';
import {
  type Actions,
  type PanelState,
  type Run,
  type Section,
  shownSpecification,
} from '../state.ts';

interface Row {
  readonly id: string;
  readonly element: HTMLElement;
  readonly update: (state: PanelState) => void;
}

const healthIcons: Readonly<Record<Health, IconName>> = {
  healthy: 'check',
  information: 'information',
  warning: 'warning',
  error: 'error',
  unknown: 'none',
};

export function createNetwork(actions: Actions): Section {
  const input = element('p', { class: 'network-end' });
  const list = element('ol', { class: 'layers' });
  const rebuilt = whenChanged();
  let rows: Row[] = [];
  return {
    element: element(
      'section',
      { class: 'network', 'aria-labelledby': 'network-title' },
      element('h2', { id: 'network-title' }, t('Network')),
      input,
      list,
    ),
    update(state) {
      const model = shownSpecification(state)?.plan.model;
      rebuilt([model], () => {
        const layers = model ? flattenLayers(model.layers) : [];
        rows = layers.map((layer) => createRow(layer, actions));
        setText(input, model ? t('input {0}', formatShape(model.inputShape)) : '');
        replaceContent(list, ...rows.map((row) => row.element));
      });
      for (const row of rows) row.update(state);
    },
  };
}

function createRow(layer: LayerPlan, actions: Actions): Row {
  const mark = element('span', { class: 'mark' });
  const kind = element('span', { class: 'kind' });
  const shape = element('span', { class: 'shape' }, formatShape(layer.outputShape));
  const parameters = element('span', { class: 'parameters' });
  const word = element('span', { class: 'word' });
  const numbers = element('span', { class: 'numbers-line' });
  const row = element(
    'button',
    {
      type: 'button',
      class: 'layer',
      'data-layer': layer.id,
      'data-key': `layer ${layer.id}`,
      title: t('Show this layer in the editor'),
      on: { click: () => actions.reveal(layer.origin) },
    },
    mark,
    element('span', { class: 'name' }, layer.id),
    kind,
    shape,
    word,
    parameters,
    numbers,
  );
  const healthChanged = whenChanged();
  const isTrained = layer.trainable;
  return {
    id: layer.id,
    element: element('li', {}, row),
    update({ run, cursorLayer }) {
      const health = layerHealth(run, layer.id);
      const count = run?.parameters[layer.id] ?? 0;
      setText(parameters, count > 0 ? plural(count, t('{0} parameter'), t('{0} parameters')) : '');
      const frozen = !isTrained || isFrozenNow(run, layer);
      row.toggleAttribute('data-frozen', frozen);
      setText(kind, describe(layer, frozen));
      setText(word, health.word);
      setText(numbers, unbroken(health.numbers));
      row.toggleAttribute('data-current', cursorLayer === layer.id);
      if (cursorLayer !== layer.id) row.removeAttribute('aria-current');
      else if (!row.hasAttribute('aria-current')) {
        row.setAttribute('aria-current', 'true');
        showInItsColumn(row);
      }
      healthChanged([health.health], () => {
        row.dataset.health = health.health;
        replaceContent(mark, icon(healthIcons[health.health]));
      });
    },
  };
}

/** Of many layers, where they scroll beside the charts: the page itself stays where the person has it. */
function showInItsColumn(row: HTMLElement): void {
  const column = row.closest('.side-column');
  if (!column || column.scrollHeight <= column.clientHeight) return;
  row.scrollIntoView({ block: 'nearest' });
}

/** Lines break between measurements, not within one. */
function unbroken(numbers: string): string {
  return numbers
    .split(' · ')
    .map((one) => one.replaceAll(' ', '\u00a0'))
    .join(' · ');
}

/** Whether the phase that runs leaves the layer's weights as they are. */
function isFrozenNow(run: Run | null, { id }: LayerPlan): boolean {
  const { phases } = run?.specification.plan.train ?? { phases: [] };
  if (!run || phases.length < 2 || (run.parameters[id] ?? 1) === 0) return false;
  const phase = phases.find(({ name }) => name === run.epochs.at(-1)?.phase) ?? phases[0];
  const learns = phases.some(({ trainableLayers }) => trainableLayers.includes(id));
  return learns && phase !== undefined && !phase.trainableLayers.includes(id);
}

/** The type where the name is the person's own, and the activation. */
function describe(layer: LayerPlan, frozen: boolean): string {
  const parts: string[] = layer.id.startsWith(layer.type) ? [] : [layer.type];
  if ('activation' in layer && layer.activation.name !== 'linear')
    parts.push(layer.activation.name);
  if ('rate' in layer) parts.push(t('rate {0}', layer.rate));
  // First: of long lines the end is cut off.
  if (frozen) parts.unshift(t('frozen'));
  return parts.join(', ');
}
