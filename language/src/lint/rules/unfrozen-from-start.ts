import { t } from '#l10n';
import { insertBefore } from '../../semantics/edits.ts';
import { plainLayers } from '../../semantics/model.ts';
import { transferExample } from '../examples.ts';
import { isInherited } from '../network.ts';
import type { Rule } from '../rule.ts';

export const unfrozenFromStart: Rule = {
  id: 'unfrozen-from-start',
  severity: 'warning',
  category: 'transfer',
  topic: 'Transfer learning: frozen layers',
  summary: 'The layers taken over should be frozen while the new head learns.',
  documentation: {
    what: 'A model that starts from another has new layers, and freezes none of those it took over.',
    why: 'The new head is random, and so are its first gradients. They flow into the layers below and overwrite what these have learned before the head knows what to ask of them.',
    source: 'Yosinski et al. 2014, How transferable are features in deep neural networks?',
  },
  bad: [transferExample('optimizer adam(learning_rate: 1e-5)').replace('\n  freeze first 1', '')],
  good: [transferExample('optimizer adam(learning_rate: 1e-5)')],
  check({ specification, text }, report) {
    for (const model of specification.models) {
      if (!model.base || !model.complete || model.freezes.length > 0) continue;
      const kept = model.layers.filter((layer) => isInherited(model, layer));
      const hasWeights = plainLayers(kept).some(({ parameters }) => (parameters ?? 0) > 0);
      const [first] = model.syntax.body?.statements ?? [];
      if (!first || !hasWeights || kept.length === model.layers.length) continue;
      const statement = `freeze first ${kept.length}`;
      report({
        message: t`${model.name} trains the ${kept.length} layers it took over together with its new head: freeze them first.`,
        range: model.nameRange,
        fixes: [
          {
            title: t`Add ${statement}`,
            edits: [insertBefore(text, first.range, statement)],
            preferred: true,
          },
        ],
      });
    }
  },
};
