import { t } from '#l10n';
import { type DataPlan, type FillMethod, fillingOf } from '#plan';
import { DataError } from '../data-error.ts';

/** What a column of the file is for. */
export type ColumnRole =
  | { readonly kind: 'input'; readonly slot: number }
  | { readonly kind: 'category'; readonly slot: number }
  | { readonly kind: 'label'; readonly slot: number }
  | { readonly kind: 'real'; readonly slot: number }
  | { readonly kind: 'unused' };

/** The columns of a table, as its header names them, and what the plan wants of each. */
export interface Columns {
  readonly file: string;
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly roles: readonly ColumnRole[];
  /** Names of the input columns, by slot. */
  readonly inputs: readonly string[];
  /** Those of them that hold text, each of its values a category. */
  readonly texts: ReadonlySet<string>;
  /** What fills the gaps of each input column; null where nothing does. */
  readonly fillings: readonly (FillMethod | null)[];
  /** Whether columns are prepared at all: text is encoded, or gaps are filled. */
  readonly prepares: boolean;
  /** Names of the target columns, by slot. */
  readonly targets: readonly string[];
  readonly asClasses: boolean;
}

/**
 * Gives every column its role. Throws a DataError where the plan names a column that the file does not have.
 * @param texts the columns of text
 */
export function assignColumns(
  { file, delimiter }: Pick<Columns, 'file' | 'delimiter'>,
  names: readonly string[],
  plan: DataPlan,
  asClasses: boolean,
  texts: ReadonlySet<string>,
): Columns {
  const targets = plan.target.columns;
  checkNames(file, names, plan);
  const { features, encode, fill } = plan;
  const isInput = (name: string) => {
    if (targets.includes(name)) return false;
    if (features === null) return true;
    return 'include' in features
      ? features.include.includes(name)
      : !features.exclude.includes(name);
  };
  const inputs = names.filter(isInput);
  if (inputs.length === 0) {
    throw new DataError(t`no column is left for the inputs beside the target.`, { file });
  }
  const roles = names.map((name): ColumnRole => {
    if (isInput(name)) {
      return { kind: texts.has(name) ? 'category' : 'input', slot: inputs.indexOf(name) };
    }
    const slot = targets.indexOf(name);
    return slot < 0 ? { kind: 'unused' } : { kind: asClasses ? 'label' : 'real', slot };
  });
  const fillings = inputs.map((name) => fillingOf(fill, name, texts.has(name)));
  const prepares = encode !== undefined || fill !== undefined;
  const wanted = { inputs, texts, fillings, prepares, targets, asClasses };
  return { file, delimiter, names, roles, ...wanted };
}

function checkNames(file: string, names: readonly string[], plan: DataPlan): void {
  const { features, encode, fill, target } = plan;
  const listed =
    features === null ? [] : 'include' in features ? features.include : features.exclude;
  const filled = fill?.flatMap(({ columns }) => columns ?? []) ?? [];
  for (const name of [...target.columns, ...listed, ...(encode?.columns ?? []), ...filled]) {
    if (names.includes(name)) continue;
    const message = t`there is no column '${name}'; the columns are ${abridge(names)}.`;
    throw new DataError(message, { file });
  }
}

function abridge(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => `'${name}'`);
  return names.length > 8 ? `${shown.join(', ')} … (${names.length})` : shown.join(', ');
}
