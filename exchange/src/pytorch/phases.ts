import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import { attributeName } from '../python/names.ts';
import { bracketed, indented, lines, number, text } from '../python/text.ts';
import { changesRate, scheduleBody } from '../schedules.ts';
import { available, type Facts, factsOf } from './facts.ts';
import { optimizer } from './optimizers.ts';

/** The schedules and phases. */
export function phaseTable(plan: Plan): string {
  const facts = factsOf(plan);
  const { phases, phased } = facts;
  const schedules = phases.flatMap((phase) =>
    changesRate(phase.schedule) ? [scheduleFunction(phase, phased)] : [],
  );
  if (!phased) return schedules.join('\n\n\n');
  const table = bracketed(
    'PHASES = [',
    phases.map((phase) => phaseEntry(phase, facts)),
    ']',
  );
  return [PHASE_CLASS, ...schedules, table].map((part) => part.trim()).join('\n\n\n');
}

const PHASE_CLASS = `
@dataclass
class Phase:
    """A part of the training: which layers train, and how; \`rate\` is the schedule."""

    name: str
    epochs: int
    learning_rate: float
    layers: set[str]
    optimizer: Callable[[list[nn.Parameter]], torch.optim.Optimizer]
    rate: Callable[[int, int, int, float], float] | None = None
    plateau: dict | None = None
`;

function scheduleName({ name }: PhasePlan, phased: boolean): string {
  return phased && name !== '' ? `${name}_rate` : 'rate';
}

function scheduleFunction(phase: PhasePlan, phased: boolean): string {
  return lines(
    `def ${scheduleName(phase, phased)}(step: int, steps: int, steps_per_epoch: int, plateau: float) -> float:`,
    `    """The learning rate's factor at a step, which counts from 0: ${phase.schedule.name}."""`,
    indented(scheduleBody(phase.schedule)),
  );
}

function phaseEntry(phase: PhasePlan, { plan, validated }: Facts): string {
  const ids = flattenLayers(plan.model.layers).filter(({ id }) =>
    phase.trainableLayers.includes(id),
  );
  const layers = ids.map(({ id }) => text(attributeName(id)));
  const { schedule } = phase;
  const items = [
    `name=${text(phase.name)}`,
    `epochs=${phase.epochs}`,
    `learning_rate=${number(phase.optimizer.learningRate)}`,
    layers.length > 0 ? `layers=${bracketed('{', layers, '}', 12)}` : 'layers=set()',
    `optimizer=lambda parameters: ${optimizer(phase.optimizer, 'parameters', 40)}`,
  ];
  if (changesRate(schedule)) items.push(`rate=${scheduleName(phase, true)}`);
  if (schedule.name === 'reduce_on_plateau') {
    const monitor = available(schedule.monitor, validated);
    items.push(
      `plateau={"monitor": ${text(monitor)}, "patience": ${schedule.patience}, "factor": ${number(schedule.factor)}}`,
    );
  }
  return bracketed('Phase(', items, ')', 4);
}
