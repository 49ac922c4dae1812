import { MATCHING_INITIALIZERS } from '../catalogue/tuning-table.ts';
import type { TextEdit } from '../findings.ts';
import { addArgument, insertBefore } from '../semantics/edits.ts';
import type { PlainLayer, ResolvedData, ResolvedModel, ResolvedTrain } from '../semantics/model.ts';
import { endOfLine, startOfLine } from '../syntax/line-breaks.ts';
import type { Range } from '../syntax/tokens.ts';

/** The edits that fixes are made of. All keep comments and the rest of the line. */

export function replaceRange(range: Range, text: string): TextEdit {
  return { start: range.start, end: range.end, text };
}

/** Gives an argument of a layer a value: the one that is written is replaced, else `name: value` is added. */
export function setArgument(layer: PlainLayer, name: string, value: string): TextEdit {
  const argument = layer.arguments[name];
  if (argument?.written && isInside(argument.range, layer.range)) {
    return replaceRange(argument.range, value);
  }
  return addArgument(layer.syntax.arguments, layer.syntax.type.range, `${name}: ${value}`);
}

function isInside(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

type Owner = Pick<ResolvedData | ResolvedTrain, 'settings'> & {
  readonly syntax: {
    readonly body:
      | {
          readonly open: Range | undefined;
          readonly statements: readonly { readonly range: Range }[];
        }
      | undefined;
    readonly range: Range;
  };
};

/** Gives a block a setting: the one that is written is replaced, else the statement is added at the end. */
export function setSetting(text: string, owner: Owner, name: string, statement: string): TextEdit {
  const written = owner.settings.get(name);
  if (written) return replaceRange(written.range, statement);
  const last = owner.syntax.body?.statements.at(-1);
  if (last) return insertAfter(text, last.range, statement);
  const open = owner.syntax.body?.open?.end ?? owner.syntax.range.end;
  return { start: open, end: open, text: `\n  ${statement}` };
}

/** Puts `init auto` at the top of a model, before its first statement. */
export function initAuto(text: string, model: ResolvedModel): TextEdit | undefined {
  const first = model.syntax.body?.statements[0];
  return first && !model.init ? insertBefore(text, first.range, 'init auto') : undefined;
}

/** Puts a statement after another: on a line of its own where that one ends its line. */
export function insertAfter(text: string, range: Range, statement: string): TextEdit {
  const lineEnd = endOfLine(text, range.end);
  const rest = text.slice(range.end, lineEnd).trim();
  if (rest !== '' && !rest.startsWith('//')) {
    return { start: range.end, end: range.end, text: `  ${statement}` };
  }
  return { start: lineEnd, end: lineEnd, text: `\n${indentAt(text, range.start)}${statement}` };
}

/** Takes a statement away, with its line where it stands alone on it. */
export function removeStatement(text: string, range: Range): TextEdit {
  const start = startOfLine(text, range.start);
  const end = endOfLine(text, range.end);
  const alone =
    text.slice(start, range.start).trim() === '' && text.slice(range.end, end).trim() === '';
  if (!alone) return { start: range.start, end: range.end, text: '' };
  const next = text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
  return { start, end: next, text: '' };
}

function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(startOfLine(text, offset), offset))?.[0] ?? '';
}

/** Gives a layer another activation, in the place of the one that is written. */
export function setActivation(layer: PlainLayer, name: string): TextEdit {
  return setArgument(layer, 'activation', name);
}

/** Gives a layer relu and its initialiser; `activationLayer` is where its activation is written. */
export function useRelu(layer: PlainLayer, activationLayer: PlainLayer): TextEdit[] {
  const activation = setActivation(activationLayer, 'relu');
  const init = setArgument(layer, 'init', MATCHING_INITIALIZERS.relu.init);
  if (activation.start !== init.start || activation.end !== init.end) return [activation, init];
  // Two insertions at one place would have no order: they become one.
  const text = activation.text.startsWith('(')
    ? `${activation.text.slice(0, -1)}, ${init.text.slice(1)}`
    : `${activation.text}${init.text}`;
  return [{ ...activation, text }];
}
