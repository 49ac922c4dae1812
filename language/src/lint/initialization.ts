import { t } from '#l10n';
import type { Fix } from '../findings.ts';
import { initAuto, setArgument } from './edits.ts';
import { activationName, type Network, networksOf, type Unit } from './network.ts';
import { formatNumber } from './numbers.ts';
import type { Report, RuleContext } from './rule.ts';
import { matchOf, varianceRatio } from './variance.ts';

/** Families whose initialisers are drawn, scaled by the layer itself: `init-scale` and `constant-init` judge the others. */
const SCALED = /^(default|orthogonal|(glorot|he|lecun)_(uniform|normal))$/;

/** The hidden feed-forward layers of some activations whose initialiser is not of the family these want. */
export interface Mismatch {
  readonly network: Network;
  readonly unit: Unit;
  readonly activation: string;
  readonly init: string;
  /** Initial variance over the wanted one. */
  readonly ratio: number;
}

/** Recurrent layers are left out: their gates want other variances than the activation of the candidate. */
export function mismatches(
  { specification }: RuleContext,
  activations: ReadonlySet<string>,
): Mismatch[] {
  return networksOf(specification).flatMap((network) =>
    network.hidden.flatMap((unit) => {
      const activation = activationName(unit);
      const init = unit.layer.init?.value.name;
      const ratio = varianceRatio(unit.layer, activation);
      if (!activations.has(activation) || unit.layer.entry.family === 'recurrent') return [];
      if (init === undefined || ratio === undefined || !SCALED.test(init)) return [];
      if (init.startsWith(matchOf(activation).family)) return [];
      return [{ network, unit, activation, init, ratio }];
    }),
  );
}

/** "dense_1 (relu) starts with the default initialiser: 0.17 of the variance that …" */
export function describeMismatch({ unit, activation, init, ratio }: Mismatch): string {
  const what = init === 'default' ? t`the default initialiser` : init;
  const times = formatNumber(ratio);
  return t`${unit.layer.id} (${activation}) starts with ${what}, ${times} times the variance that ${activation} wants: use ${matchOf(activation).init}.`;
}

/** Says it on the layer, or lets the whole model choose. */
export function initializerFixes(text: string, { network, unit, activation }: Mismatch): Fix[] {
  const { init } = matchOf(activation);
  const auto = initAuto(text, network.model);
  const written = unit.layer.arguments.init?.written;
  return [
    {
      title: t`Use init: ${init}`,
      edits: [setArgument(unit.layer, 'init', init)],
      preferred: true,
    },
    ...(auto && !written
      ? [
          {
            title: t`Use init auto for all layers of ${network.model.name}`,
            edits: [auto],
            preferred: false,
          },
        ]
      : []),
  ];
}

/** Reports each mismatch at the layer's initialiser, or at its type where none is written. */
export function reportMismatches(
  context: RuleContext,
  report: Report,
  activations: ReadonlySet<string>,
  severity: (mismatch: Mismatch) => 'warning' | 'hint',
): void {
  for (const mismatch of mismatches(context, activations)) {
    const { layer } = mismatch.unit;
    const init = layer.arguments.init;
    report({
      message: describeMismatch(mismatch),
      severity: severity(mismatch),
      range: init?.written && init.range.start > layer.range.start ? init.range : layer.typeRange,
      fixes: initializerFixes(context.text, mismatch),
    });
  }
}
