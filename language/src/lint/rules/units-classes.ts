import type { Fix } from '../../findings.ts';
import type { ResolvedData } from '../../semantics/model.ts';
import { setActivation, setArgument, setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { type Head, headOf, isInherited } from '../network.ts';
import { countOf } from '../numbers.ts';
import type { Rule, RuleContext } from '../rule.ts';

const HIDDEN = 'dense(32, relu, init: he_normal)';

export const unitsClasses: Rule = {
  id: 'units-classes',
  severity: 'error',
  category: 'head',
  summary: 'The number of output units does not fit the target.',
  documentation: {
    what: 'The head has fewer or more units than the data has classes; or a real target of k columns meets a head of other than k units. Two classes need one sigmoid unit or two softmax units.',
    why: 'Each class needs a unit that stands for it. With fewer, some classes can never be predicted; with more, units wait for classes that never come.',
    source: 'Bishop 2006, Pattern recognition and machine learning, section 4.3',
  },
  bad: [
    example({ layers: [HIDDEN, 'dense(2, softmax, init: glorot_uniform)'] }),
    example({ layers: [HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'] }),
  ],
  good: [
    example({}),
    example({
      data: ['source moons()'],
      layers: [HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'],
    }),
  ],
  check(context, report) {
    for (const train of context.specification.trains) {
      const { model, data } = train;
      const head = model?.complete ? headOf(model) : undefined;
      if (!model || !data || !head || isInherited(model, head.layer) || data.targetShape.length > 0)
        continue;
      const units = head.layer.output?.at(-1);
      const wanted = wantedUnits(data);
      if (units === undefined || wanted === undefined || head.layer.type !== 'dense') continue;
      if (fits(units, wanted, data)) continue;
      const target =
        data.targetKind === 'classes'
          ? `${data.name} has ${wanted} classes`
          : `${data.name} has ${countOf(wanted, 'target column')}`;
      report({
        message: `${head.layer.id} has ${countOf(units, 'unit')}, but ${target}.`,
        range: head.layer.arguments.units?.range ?? head.layer.typeRange,
        severity: units > wanted && head.activation === 'softmax' ? 'warning' : 'error',
        fixes: fixesFor(context, train.index, head, wanted),
      });
    }
  },
};

/** Units that the target asks for; undefined where it is not known. */
function wantedUnits(data: ResolvedData): number | undefined {
  if (data.targetKind === 'classes') return data.target.length > 1 ? undefined : data.classes;
  return data.targetKind === 'real' ? Math.max(1, data.target.length) : undefined;
}

function fits(units: number, wanted: number, data: ResolvedData): boolean {
  if (units === wanted) return true;
  // One unit tells two classes apart, whatever its activation: other rules speak of that.
  return data.targetKind === 'classes' && units === 1 && wanted === 2;
}

function fixesFor(
  { specification, text }: RuleContext,
  train: number,
  { layer, activation, activationLayer }: Head,
  wanted: number,
): Fix[] {
  const isSingle = activation !== 'softmax' && layer.output?.at(-1) === 1;
  const { loss, settings } = specification.trains[train] ?? {};
  const owner = specification.trains[train];
  const toClasses = isSingle && wanted > 2;
  const edits = [setArgument(layer, 'units', String(wanted))];
  if (toClasses) edits.push(setActivation(activationLayer, 'softmax'));
  if (toClasses && owner && settings?.has('loss') && loss?.value.name !== 'cross_entropy') {
    edits.push(setSetting(text, owner, 'loss', 'loss cross_entropy'));
  }
  const suffix = toClasses ? ' with softmax' : '';
  return [{ title: `Change to ${countOf(wanted, 'unit')}${suffix}`, edits, preferred: true }];
}
