/** Fields to type an input in: its numbers, or the row of a table that they are made of. */
import type { Cell, TableColumn } from '#engine';
import type { Prediction } from '../../protocol.ts';
import { element } from '../elements.ts';
import { t } from '../localization.ts';
import type { Actions } from '../state.ts';

/** A field for each number, after its label. */
export function numberFields(
  { input, features }: Pick<Prediction, 'input' | 'features'>,
  actions: Actions,
): HTMLElement[] {
  const ask = () => actions.predict(fields.map((field) => Number(field.value)));
  const fields = input.map((value, index) => numberField(value, index, ask));
  return labelled(fields, (index) => features[index] ?? t('input {0}', index + 1));
}

/** A field for each column of a table: a number, or a choice among the values of a text. An empty one is a gap. */
export function cellFields(
  { columns, cells }: NonNullable<Prediction['table']>,
  actions: Actions,
): HTMLElement[] {
  const ask = () => actions.predict(fields.map(cellOf));
  const fields = columns.map((column, index) =>
    column.categories
      ? choice(column.categories, cells[index] ?? null, index, ask)
      : numberField(cells[index] ?? null, index, ask, gapText(column)),
  );
  const cellOf = ({ value }: HTMLInputElement | HTMLSelectElement, index: number): Cell => {
    if (value === '') return null;
    return columns[index]?.categories ? value : Number(value);
  };
  return labelled(fields, (index) => columns[index]?.name ?? '');
}

/**
 * Gives fields the values of new ones of the same names, but for the one that somebody is in: made anew, it would lose what is
 * selected or half typed. False where there are no such fields.
 */
export function takeValues(into: Element | null, from: HTMLElement): boolean {
  const [known, made] = [fieldsIn(into), fieldsIn(from)];
  if (known.length === 0 || into?.textContent !== from.textContent) return false;
  for (const [index, field] of known.entries()) {
    if (field !== document.activeElement) field.value = made[index]?.value ?? '';
  }
  return true;
}

function fieldsIn(card: Element | null): (HTMLInputElement | HTMLSelectElement)[] {
  return [...(card?.querySelectorAll<HTMLInputElement | HTMLSelectElement>('input, select') ?? [])];
}

/** What an empty field stands for. */
function gapText({ fill }: TableColumn): string {
  return typeof fill === 'number' ? String(Number(fill.toPrecision(6))) : '';
}

function numberField(value: Cell, index: number, ask: () => void, placeholder = '') {
  return element('input', {
    type: 'number',
    step: 'any',
    placeholder,
    id: `input-${index}`,
    'data-key': `input ${index}`,
    value: value === null ? '' : String(Number(Number(value).toPrecision(6))),
    on: { change: ask },
  });
}

function choice(categories: readonly string[], value: Cell, index: number, ask: () => void) {
  const options = ['', ...categories].map((category) =>
    element('option', { value: category }, category),
  );
  const field = element(
    'select',
    { id: `input-${index}`, 'data-key': `input ${index}`, on: { change: ask } },
    ...options,
  );
  field.value = String(value ?? '');
  return field;
}

function labelled(
  fields: readonly HTMLElement[],
  nameOf: (index: number) => string,
): HTMLElement[] {
  return fields.map((field, index) =>
    element('div', { class: 'field' }, element('label', { for: field.id }, nameOf(index)), field),
  );
}
