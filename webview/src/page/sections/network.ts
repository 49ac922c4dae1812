/** The layers from input to output, each with its shape, its parameters and how it fares. */
import { flattenLayers, type LayerPlan } from '#plan';
import { element, type IconName, icon, replaceContent, setText, whenChanged } from '../elements.ts';
import { formatPlural, formatShape } from '../format.ts';
import { type Health, layerHealth } from '../layer-health.ts';
import { type Actions, type PanelState, type Section, shownSpecification } from '../state.ts';

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
      element('h2', { id: 'network-title' }, 'Network'),
      input,
      list,
    ),
    update(state) {
      const model = shownSpecification(state)?.plan.model;
      rebuilt([model], () => {
        const layers = model ? flattenLayers(model.layers) : [];
        rows = layers.map((layer) => createRow(layer, actions));
        setText(input, model ? `input ${formatShape(model.inputShape)}` : '');
        replaceContent(list, ...rows.map((row) => row.element));
      });
      for (const row of rows) row.update(state);
    },
  };
}

function createRow(layer: LayerPlan, actions: Actions): Row {
  const mark = element('span', { class: 'mark' });
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
      title: 'Show this layer in the editor',
      on: { click: () => actions.reveal(layer.origin) },
    },
    mark,
    element('span', { class: 'name' }, layer.id),
    element('span', { class: 'kind' }, describe(layer)),
    shape,
    word,
    parameters,
    numbers,
  );
  const healthChanged = whenChanged();
  return {
    id: layer.id,
    element: element('li', {}, row),
    update({ run, cursorLayer }) {
      const health = layerHealth(run, layer.id);
      const count = run?.parameters[layer.id] ?? 0;
      setText(parameters, count > 0 ? formatPlural(count, 'parameter') : '');
      setText(word, health.word);
      setText(numbers, health.numbers);
      row.toggleAttribute('data-current', cursorLayer === layer.id);
      if (cursorLayer === layer.id) row.setAttribute('aria-current', 'true');
      else row.removeAttribute('aria-current');
      healthChanged([health.health], () => {
        row.dataset.health = health.health;
        replaceContent(mark, icon(healthIcons[health.health]));
      });
    },
  };
}

/** The type where the name is the person's own, and the activation. */
function describe(layer: LayerPlan): string {
  const parts: string[] = layer.id.startsWith(layer.type) ? [] : [layer.type];
  if ('activation' in layer && layer.activation.name !== 'linear')
    parts.push(layer.activation.name);
  if ('rate' in layer) parts.push(`rate ${layer.rate}`);
  if (!layer.trainable) parts.push('frozen');
  return parts.join(', ');
}
