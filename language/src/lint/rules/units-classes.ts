import { plural, t } from '#l10n';
import type { Fix } from '../../findings.ts';
import type { ResolvedData, ResolvedTrain } from '../../semantics/model.ts';
import { setActivation, setArgument, setSetting } from '../edits.ts';
import { example } from '../examples.ts';
import { type Head, headOf, isInherited } from '../network.ts';
import type { Rule } from '../rule.ts';

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
    example({
      data: ['source linear()'],
      input: '10',
      layers: [HIDDEN, 'dense(3, softmax, init: glorot_uniform)'],
    }),
  ],
  good: [
    example({}),
    example({
      data: ['source moons()'],
      layers: [HIDDEN, 'dense(1, sigmoid, init: glorot_uniform)'],
    }),
  ],
  check({ specification, text }, report) {
    for (const train of specification.trains) {
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
          ? t`${data.name} has ${wanted} classes`
          : t`${data.name} has ${plural(wanted, t`{0} target column`, t`{0} target columns`)}`;
      report({
        message: t`${head.layer.id} has ${plural(units, t`{0} unit`, t`{0} units`)}, but ${target}.`,
        range: head.layer.arguments.units?.range ?? head.layer.typeRange,
        severity: isSpare(head.activation, units, wanted, data) ? 'warning' : 'error',
        fixes: fixesFor(text, train, head, wanted),
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

/** Softmax units that no class needs do little harm. */
function isSpare(activation: string, units: number, wanted: number, data: ResolvedData): boolean {
  return data.targetKind === 'classes' && activation === 'softmax' && units > wanted;
}

function fixesFor(text: string, train: ResolvedTrain, head: Head, wanted: number): Fix[] {
  const edits = [setArgument(head.layer, 'units', String(wanted))];
  const activation = betterActivation(train, head, wanted);
  if (activation) edits.push(setActivation(head.activationLayer, activation));
  const loss = train.settings.has('loss') ? train.loss?.value.name : undefined;
  if (activation === 'softmax' && loss !== undefined && loss !== 'cross_entropy') {
    edits.push(setSetting(text, train, 'loss', 'loss cross_entropy'));
  }
  const number = plural(wanted, t`{0} unit`, t`{0} units`);
  return [
    {
      title: activation ? t`Change to ${number} with ${activation}` : t`Change to ${number}`,
      edits,
      preferred: true,
    },
  ];
}

/** What the head must change to beside its units; undefined where its activation can stay. */
function betterActivation(
  { data }: ResolvedTrain,
  { layer, activation }: Head,
  wanted: number,
): string | undefined {
  const isSoftmax = activation === 'softmax';
  if (data?.targetKind === 'real') return isSoftmax ? 'linear' : undefined;
  const isSingle = layer.output?.at(-1) === 1;
  return isSingle && wanted > 2 && !isSoftmax ? 'softmax' : undefined;
}
