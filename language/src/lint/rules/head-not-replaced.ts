import { plural, t } from '#l10n';
import { insertAfter } from '../edits.ts';
import { transferExample } from '../examples.ts';
import { headOf, isInherited } from '../network.ts';
import type { Rule } from '../rule.ts';

const REPLACING = '\n  replace last 1 { dense(5, softmax, init: glorot_uniform) }';

export const headNotReplaced: Rule = {
  id: 'head-not-replaced',
  severity: 'error',
  category: 'transfer',
  topic: 'Transfer learning',
  summary: 'The base model’s head does not fit the new task.',
  documentation: {
    what: 'A model that starts from another keeps its output layer, and the new data has another number of classes.',
    why: 'The units of the old head stand for the old classes. The layers before it have learned what is worth keeping; the head is made anew for the classes at hand.',
    source: 'Yosinski et al. 2014, How transferable are features in deep neural networks?',
  },
  bad: [transferExample('optimizer adam(learning_rate: 1e-5)').replace(REPLACING, '')],
  good: [transferExample('optimizer adam(learning_rate: 1e-5)')],
  check({ specification, text }, report) {
    for (const { model, data, modelRange, keywordRange } of specification.trains) {
      const head = model?.complete ? headOf(model) : undefined;
      const classes = data?.targetKind === 'classes' ? data.classes : undefined;
      if (!model?.base || !head || !classes || !isInherited(model, head.layer)) continue;
      const units = head.layer.output?.at(-1);
      if (units === undefined || units === classes || (units === 1 && classes === 2)) continue;
      const last = specification.models.includes(model)
        ? model.syntax.body?.statements.at(-1)
        : undefined;
      const statement = `replace last 1 { dense(${classes}, softmax, init: glorot_uniform) }`;
      const isLast = model.layers.at(-1) === head.layer;
      report({
        message: t`${model.name} keeps the head of its base with ${plural(units, t`{0} unit`, t`{0} units`)}, but ${data?.name ?? ''} has ${classes} classes.`,
        range: last ? model.nameRange : (modelRange ?? keywordRange),
        fixes:
          last && isLast
            ? [
                {
                  title: t`Add ${statement}`,
                  edits: [insertAfter(text, last.range, statement)],
                  preferred: true,
                },
              ]
            : [],
      });
    }
  },
};
