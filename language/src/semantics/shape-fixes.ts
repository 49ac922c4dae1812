import { t } from '#l10n';
import type { Shape, ShapeProblem, ShapeRule } from '../catalogue/types.ts';
import type { Fix } from '../findings.ts';
import type { LayerStatement } from '../syntax/ast.ts';
import { addArgument, insertBefore } from './edits.ts';
import type { PlainLayer, ResidualLayer, ResolvedLayer } from './model.ts';

interface ShapeAdvice {
  /** The problem's rule, or a more general one where the special one has nothing to offer. */
  readonly rule: ShapeRule;
  readonly fixes: readonly Fix[];
  /** The end of the sentence: ": flatten it first". */
  readonly hint: string;
}

/** What can be done about a shape that does not fit. */
export function shapeFixes(
  text: string,
  syntax: LayerStatement,
  problem: ShapeProblem,
  input: Shape,
  previous: ResolvedLayer | undefined,
): ShapeAdvice {
  const { rule } = problem;
  switch (rule) {
    case 'missing-flatten': {
      const edits = [insertBefore(text, syntax.range, 'flatten')];
      const fixes = [
        { title: t`Insert flatten before ${syntax.type.name}`, edits, preferred: true },
      ];
      return { rule, fixes, hint: `: ${t`flatten it first`}` };
    }
    case 'return-sequences': {
      const fix = previous?.kind === 'layer' ? returnSequences(previous) : undefined;
      if (!fix)
        return { rule: 'shape-mismatch', fixes: reshapeFixes(text, syntax, input), hint: '' };
      return {
        rule,
        fixes: [fix],
        hint: `: ${t`the layer before it needs return_sequences: true`}`,
      };
    }
    case 'kernel-too-large': {
      const padded = syntax.arguments?.items.some(({ name }) => name?.name === 'padding');
      if (padded) return { rule, fixes: [], hint: '' };
      const edits = [addArgument(syntax.arguments, syntax.type.range, 'padding: same')];
      const fixes = [{ title: t`Pad the input: padding: same`, edits, preferred: false }];
      return { rule, fixes, hint: '' };
    }
    default:
      return { rule, fixes: reshapeFixes(text, syntax, input), hint: '' };
  }
}

/** Features become a sequence of one channel, square pictures and pictures without channels get their axes. */
function reshapeFixes(text: string, syntax: LayerStatement, input: Shape): Fix[] {
  const shape = syntax.type.name.endsWith('2d') ? pictureOf(input) : sequenceOf(input);
  if (!shape || syntax.type.name === 'reshape') return [];
  const statement = `reshape(${shape.join(', ')})`;
  const edits = [insertBefore(text, syntax.range, statement)];
  return [{ title: t`Insert ${statement} before ${syntax.type.name}`, edits, preferred: false }];
}

function sequenceOf(input: Shape): Shape | undefined {
  return input.length === 1 ? [...input, 1] : undefined;
}

function pictureOf(input: Shape): Shape | undefined {
  if (input.length === 2) return [...input, 1];
  const side = Math.sqrt(input[0] ?? 0);
  return input.length === 1 && Number.isInteger(side) ? [side, side, 1] : undefined;
}

/** The fix that makes a recurrent layer give every time step; undefined for other layers. */
export function returnSequences(layer: PlainLayer): Fix | undefined {
  if (layer.entry.family !== 'recurrent') return undefined;
  const written = layer.arguments.return_sequences;
  const edit = written?.written
    ? { ...written.range, text: 'true' }
    : addArgument(layer.syntax.arguments, layer.typeRange, 'return_sequences: true');
  return { title: t`Add return_sequences: true to ${layer.id}`, edits: [edit], preferred: true };
}

/** Where the last layer of a residual block decides on the number of features, it can give the block's own. */
export function residualFixes(layer: ResidualLayer, input: Shape): Fix[] {
  const last = layer.body.at(-1);
  if (last?.kind !== 'layer' || last.copies > 1) return [];
  const name =
    last.type === 'dense' ? 'units' : last.type.startsWith('conv') ? 'filters' : undefined;
  const written = name ? last.arguments[name] : undefined;
  const size = input.at(-1);
  const onlyLast = last.output?.slice(0, -1).join() === input.slice(0, -1).join();
  if (!name || !written?.written || size === undefined || !onlyLast) return [];
  const edits = [{ ...written.range, text: String(size) }];
  return [{ title: t`Change ${name} to ${size}`, edits, preferred: true }];
}
