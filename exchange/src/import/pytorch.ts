import { t } from '#l10n';
import type { ImportedModel } from './keras.ts';
import { PYTORCH_CONVERTERS } from './pytorch-layers.ts';
import { type PrintedModule, parsePrintout, printedNumbers } from './pytorch-printout.ts';
import { ImportError, identifier, remark, type Statement, withActivation } from './statements.ts';

/** The largest image or sequence that is tried where a printout does not tell the size. */
const LARGEST = 512;

/**
 * A model from what `print(model)` shows of an `nn.Sequential` or of a module with its layers in order.
 * @throws ImportError where this is no printout, or has no layer
 */
export function pytorchModel(text: string): ImportedModel {
  const root = parsePrintout(text);
  const modules = leavesOf(root);
  if (modules.length === 0) throw new ImportError(t`${root.className}() has no layers.`);
  const ordered = root.children.length === 0 || onlySequential(root);
  const order = t`A printout has the layers in the order of their making; this is taken for their order of use.`;
  const start: readonly Statement[] = ordered ? [] : [remark(order)];
  const statements = [...start];
  for (const module of modules) appendModule(statements, module);
  return {
    name: root.className === 'Sequential' ? 'Imported' : root.className,
    inputShape: inputShapeOf(modules),
    statements,
    training: null,
  };
}

/** Adds what a module becomes; an activation goes into the layer before where it can. */
function appendModule(statements: Statement[], module: PrintedModule): void {
  const { className, name } = module;
  const convert = Object.hasOwn(PYTORCH_CONVERTERS, className)
    ? PYTORCH_CONVERTERS[className]
    : undefined;
  if (!convert) {
    statements.push(remark(t`${className} is not available: left out.`));
    return;
  }
  const found = convert(module);
  if ('activation' in found)
    statements.push(...withActivation(statements.splice(-1), found.activation));
  else statements.push(...found.statements.map((one) => withName(one, name)));
}

function leavesOf(module: PrintedModule): PrintedModule[] {
  return module.children.length === 0 ? [module] : module.children.flatMap(leavesOf);
}

function onlySequential(module: PrintedModule): boolean {
  const inner = module.children.filter(({ children }) => children.length > 0);
  return module.className === 'Sequential' && inner.every(onlySequential);
}

/** `fc1` is a name, `0` a place. */
function withName(statement: Statement, name: string | null): Statement {
  if (statement.kind !== 'layer' || name === null || /^\d/.test(name)) return statement;
  const word = identifier(name);
  const counted = new RegExp(`^${statement.type}_\\d+$`).test(name);
  return word === null || counted ? statement : { ...statement, name: word };
}

function first(module: PrintedModule, place: number, name: string): number | null {
  return printedNumbers(module.named.get(name) ?? module.positional[place])[0] ?? null;
}

/** What the first layer with weights takes; an image's or a sequence's length from the first dense layer after it. */
function inputShapeOf(modules: readonly PrintedModule[]): (number | null)[] | null {
  for (const [index, module] of modules.entries()) {
    const { className } = module;
    if (className === 'Linear') return [first(module, 0, 'in_features')];
    if (/^(RNN|LSTM|GRU)$/.test(className)) return [null, first(module, 0, 'input_size')];
    if (className === 'Embedding') return [null];
    const convolution = /^Conv([12])d$/.exec(className);
    if (convolution) {
      const axes = Number(convolution[1]);
      const length = lengthBefore(modules.slice(index), axes);
      return [...Array.from({ length: axes }, () => length), first(module, 0, 'in_channels')];
    }
    const features = /^(BatchNorm1d|LayerNorm)$/.test(className)
      ? first(module, 0, 'num_features')
      : null;
    if (features !== null) return [features];
  }
  return null;
}

/** The side of a square image, or the length of a sequence, that leaves as many numbers as the first dense layer takes. */
function lengthBefore(modules: readonly PrintedModule[], axes: number): number | null {
  const end = modules.findIndex(({ className }) => className === 'Linear');
  const wanted = end < 0 ? null : first(modules[end] as PrintedModule, 0, 'in_features');
  if (wanted === null) return null;
  const before = modules.slice(0, end);
  // It takes images of any size.
  if (before.some(({ className }) => className.startsWith('Adaptive'))) return null;
  for (let length = 1; length <= LARGEST; length++) {
    if (numbersAfter(before, length, axes) === wanted) return length;
  }
  return null;
}

/** How many numbers a sample has after these layers; null where a window does not fit. */
function numbersAfter(
  modules: readonly PrintedModule[],
  start: number,
  axes: number,
): number | null {
  let length = start;
  let channels = 1;
  for (const module of modules) {
    const windowed = /^(Conv|MaxPool|AvgPool)/.test(module.className);
    if (!windowed) continue;
    const convolves = module.className.startsWith('Conv');
    const kernel = first(module, convolves ? 2 : 0, 'kernel_size') ?? 1;
    const stride = first(module, convolves ? 3 : 1, 'stride') ?? (convolves ? 1 : kernel);
    const same = /same/.test(module.named.get('padding') ?? '');
    const zeros = first(module, 99, 'padding') ?? 0;
    length = same ? length : Math.floor((length + 2 * zeros - kernel) / stride) + 1;
    if (length < 1) return null;
    if (convolves) channels = first(module, 1, 'out_channels') ?? channels;
  }
  return channels * length ** axes;
}
