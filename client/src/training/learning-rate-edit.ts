/** The edit that gives a train block another learning rate. */
import type { Suggestion } from '#diagnosis';
import type { Plan } from '#plan';

type TextEdit = Suggestion['edits'][number];

/** `learning_rate: 1e-3`, wherever it stands among the arguments. */
const named = /learning_rate\s*:\s*([^\s,)]+)/;
/** A first argument without a name is the learning rate. */
const unnamed = /\(\s*([^\s,():]+)\s*[,)]/;

/**
 * Replaces the rate where it is written, adds it to the optimizer where that is, adds the optimizer where it is not.
 * @param text what `plan` was made of
 */
export function learningRateEdit(text: string, plan: Plan, learningRate: number): TextEdit {
  const rate = shortest(learningRate);
  const setting = plan.train.settingOrigins.optimizer;
  if (!setting) {
    const inside = text.indexOf('{', plan.train.origin.start) + 1;
    const name = plan.train.phases[0]?.optimizer.name ?? 'adam';
    return insertion(inside, `\n  optimizer ${name}(learning_rate: ${rate})`);
  }
  const written = text.slice(setting.start, setting.end);
  const value = named.exec(written) ?? unnamed.exec(written);
  if (value?.[1] !== undefined) {
    const start = setting.start + value.index + value[0].indexOf(value[1]);
    return { start, end: start + value[1].length, text: rate };
  }
  const open = written.indexOf('(');
  if (open < 0) return insertion(setting.end, `(learning_rate: ${rate})`);
  const empty = /^\(\s*\)/.test(written.slice(open));
  return insertion(setting.start + open + 1, `learning_rate: ${rate}${empty ? '' : ', '}`);
}

function insertion(at: number, text: string): TextEdit {
  return { start: at, end: at, text };
}

/** Two digits are all that a range test can tell. */
function shortest(learningRate: number): string {
  return Number(learningRate.toPrecision(2)).toExponential().replace('e+', 'e');
}
