import type { SchedulePlan } from '#plan';
import { lines, number } from './python/text.ts';

/** Whether the learning rate ever changes. */
export function changesRate({ name, warmup }: SchedulePlan): boolean {
  return name !== 'constant' || warmup > 0;
}

/** How far the steps after the warm-up are, 0 to 1. */
function progress(warmup: number): string {
  if (warmup === 0) return 'progress = min(1.0, step / max(1, steps))';
  return lines(
    `warmup = ${number(warmup)} * steps`,
    'progress = min(1.0, max(0.0, (step - warmup) / max(1, steps - warmup)))',
  );
}

const HALF_WAVE = '(1 + math.cos(math.pi * progress)) / 2';

/** The body of a function of `step`, `steps`, `steps_per_epoch` and `plateau` that returns the factor on the learning rate. */
export function scheduleBody(plan: SchedulePlan): string {
  const { warmup } = plan;
  if (plan.name === 'one_cycle') {
    const { startFactor, endFactor } = plan;
    return lines(
      `rise = step / max(1, ${number(warmup)} * steps)`,
      'if rise < 1:',
      `    return 1 + ${number(startFactor - 1)} * (1 + math.cos(math.pi * rise)) / 2`,
      progress(warmup),
      `return ${number(endFactor)} + ${number(1 - endFactor)} * ${HALF_WAVE}`,
    );
  }
  const [before, factor] = factorOf(plan);
  if (warmup === 0) return lines(before, `return ${factor}`);
  return lines(
    before,
    `factor = ${factor}`,
    `warmup_steps = max(1, math.floor(${number(warmup)} * steps + 0.5))`,
    'return factor * min(1.0, (step + 1) / warmup_steps)',
  );
}

function factorOf(
  plan: Exclude<SchedulePlan, { readonly name: 'one_cycle' }>,
): readonly [before: string | null, factor: string] {
  switch (plan.name) {
    case 'constant':
      return [null, '1.0'];
    case 'step': {
      const every = `step // (${number(plan.every)} * steps_per_epoch)`;
      return [null, `${number(plan.factor)} ** (${every})`];
    }
    case 'exponential':
      return [null, `${number(plan.decay)} ** (step / steps_per_epoch)`];
    case 'cosine': {
      const { minimum } = plan;
      const wave =
        minimum === 0 ? HALF_WAVE : `${number(minimum)} + ${number(1 - minimum)} * ${HALF_WAVE}`;
      return [progress(plan.warmup), wave];
    }
    case 'reduce_on_plateau':
      return [null, `max(${number(plan.minimum)}, plateau)`];
  }
}
