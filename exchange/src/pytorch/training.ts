import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import { higherIsBetter, metricsFunction } from '../metrics.ts';
import { attributeName, className } from '../python/names.ts';
import { bracketed, call, indented, lines, number, text } from '../python/text.ts';
import { changesRate, scheduleBody } from '../schedules.ts';
import { classWeights } from './losses.ts';
import { probabilities } from './model.ts';
import { optimizer } from './optimizers.ts';
import { constraintFunction, penaltyFunction } from './weights.ts';

/** What of a plan decides about the lines of the training loop. */
interface Facts {
  readonly plan: Plan;
  readonly phases: readonly PhasePlan[];
  /** Phases that are written as such, each with an optimizer and layers of its own. */
  readonly phased: boolean;
  readonly scheduled: boolean;
  readonly plateau: boolean;
  readonly penalized: boolean;
  readonly constrained: boolean;
  readonly weighted: boolean;
  readonly validated: boolean;
  /** A monitor wants a metric of the training part. */
  readonly trainMetrics: boolean;
  readonly frozenNorms: boolean;
  /** `train` takes a function that is told each epoch's figures. */
  readonly reports: boolean;
}

export function factsOf(plan: Plan): Facts {
  const { phases } = plan.train;
  const parameters = flattenLayers(plan.model.layers);
  const validated = plan.data.split.validation > 0;
  const own = phases.some(({ trainableLayers }) => trainableLayers.length < parameters.length);
  const monitors = monitorsOf(plan, validated);
  return {
    plan,
    phases,
    phased: phases.length > 1 || own,
    scheduled: phases.some(({ schedule }) => changesRate(schedule)),
    plateau: phases.some(({ schedule }) => schedule.name === 'reduce_on_plateau'),
    penalized: penaltyFunction(plan) !== null,
    constrained: constraintFunction(plan) !== null,
    weighted: classWeights(plan) !== null,
    validated,
    trainMetrics: monitors.some((name) => name !== 'loss' && !name.startsWith('val_')),
    frozenNorms: own && parameters.some(({ type }) => type === 'batch_norm'),
    reports: false,
  };
}

function monitorsOf({ train }: Plan, validated: boolean): string[] {
  const names = train.phases.flatMap(({ schedule }) =>
    schedule.name === 'reduce_on_plateau' ? [schedule.monitor] : [],
  );
  if (train.earlyStopping) names.push(train.earlyStopping.monitor);
  return names.map((name) => available(name, validated));
}

/** A quantity of the validation part, or of the training part where there is none. */
function available(monitor: string, validated: boolean): string {
  return validated ? monitor : monitor.replace(/^val_/, '');
}

/** Constants of the training, for the top of the module. */
export function trainingConstants(plan: Plan): string {
  const { phased } = factsOf(plan);
  const { train } = plan;
  const [first] = train.phases;
  return lines(
    `SEED = ${train.seed}`,
    `BATCH_SIZE = ${train.batchSize}  # of each process`,
    train.accumulate > 1 && `ACCUMULATE = ${train.accumulate}  # batches before an update`,
    !phased && `EPOCHS = ${first?.epochs ?? 1}`,
    !phased && `LEARNING_RATE = ${number(first?.optimizer.learningRate ?? 0)}`,
    train.clipNorm !== null && `CLIP_NORM = ${number(train.clipNorm)}`,
    train.clipValue !== null && `CLIP_VALUE = ${number(train.clipValue)}`,
    train.earlyStopping && `PATIENCE = ${train.earlyStopping.patience}  # epochs`,
    train.mcDropoutSamples !== null &&
      `SAMPLES = ${train.mcDropoutSamples}  # of Monte Carlo dropout`,
  );
}

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

/** One pass over the training samples. */
export function trainEpoch(facts: Facts): string {
  const { plan, scheduled, penalized, constrained, weighted } = facts;
  const { accumulate, clipNorm, clipValue } = plan.train;
  const model = className(plan.model.name);
  const items = ['outputs', 'targets[own]', ...(weighted ? ['weights'] : [])];
  const update = lines(
    clipNorm !== null && 'nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM)',
    clipValue !== null && 'nn.utils.clip_grad_value_(model.parameters(), CLIP_VALUE)',
    'optimizer.step()',
    constrained && 'limit_norms(model)',
  );
  const parameters = [
    `model: ${model}`,
    'network: nn.Module',
    'optimizer: torch.optim.Optimizer',
    'inputs: Tensor',
    'targets: Tensor',
    'order: Tensor',
    weighted && 'weights: Tensor',
    scheduled && 'learning_rate: Callable[[int], float]',
  ].filter((item) => item !== false);
  return lines(
    call('def train_epoch', parameters, 99).concat(' -> float:'),
    '    """Takes every sample once; returns the mean loss over all processes."""',
    '    rank, world = process()',
    '    size = BATCH_SIZE * world',
    '    model.train()',
    facts.frozenNorms &&
      '    for module in model.modules():  # frozen: keeps its stored statistics',
    facts.frozenNorms &&
      '        if hasattr(module, "running_mean") and not module.weight.requires_grad:',
    facts.frozenNorms && '            module.eval()',
    '    total = torch.zeros((), device=DEVICE)',
    accumulate > 1 && '    collected = 0',
    scheduled
      ? '    for step, start in enumerate(range(0, len(order), size)):'
      : '    for start in range(0, len(order), size):',
    '        batch = order[start : start + size]',
    '        own = batch[rank::world]',
    '        if len(batch) < world:',
    '            continue  # fewer samples than processes',
    scheduled && '        for group in optimizer.param_groups:',
    scheduled && '            group["lr"] = learning_rate(step)',
    '        outputs = network(inputs[own])',
    `        loss = loss_function(${items.join(', ')})`,
    '        loss = loss * (len(own) * world / len(batch))  # the mean over all processes',
    penalized && '        loss = loss + penalty(model)',
    '        total += loss.detach() * len(batch) / world',
    accumulate === 1 && '        optimizer.zero_grad()',
    '        loss.backward()',
    accumulate === 1
      ? indented(update, 2)
      : indented(
          lines(
            'collected += 1',
            'if collected == ACCUMULATE or start + size >= len(order):',
            '    for parameter in model.parameters():',
            '        if parameter.grad is not None:',
            '            parameter.grad /= collected',
            indented(update),
            '    optimizer.zero_grad()',
            '    collected = 0',
          ),
          2,
        ),
    '    if world > 1:',
    '        dist.all_reduce(total)',
    '    return total.item() / len(order)',
  );
}

/** Loss and metrics of a part. */
export function evaluation(facts: Facts): string {
  const { plan, penalized, weighted } = facts;
  const measured = metricsFunction(plan) !== null;
  const model = className(plan.model.name);
  const items = ['outputs', 'targets', ...(weighted ? ['weights'] : [])];
  return lines(
    '@torch.no_grad()',
    `def predict(model: ${model}, inputs: np.ndarray) -> Tensor:`,
    '    """The outputs for scaled inputs, before softmax or sigmoid where the loss contains it."""',
    '    model.eval()',
    '    parts = torch.from_numpy(inputs).split(256)',
    '    return torch.cat([model(part.to(DEVICE)) for part in parts])',
    '',
    '',
    '@torch.no_grad()',
    `def evaluate(model: ${model}, part: Part, unit: np.ndarray${weighted ? ', weights: Tensor' : ''}) -> dict[str, float]:`,
    `    """Loss${penalized ? ' (penalties included)' : ''}${measured ? ' and metrics' : ''} of one part of the data."""`,
    '    outputs = predict(model, part.inputs)',
    '    targets = torch.from_numpy(part.targets).to(DEVICE)',
    `    loss = loss_function(${items.join(', ')})${penalized ? ' + penalty(model)' : ''}`,
    measured ? `    outputs = ${probabilities(plan, 'outputs')}` : null,
    measured
      ? '    return {"loss": loss.item(), **metrics(outputs.cpu().numpy(), part.targets, unit)}'
      : '    return {"loss": loss.item()}',
  );
}

/** The loop over phases and epochs. */
export function trainFunction(facts: Facts): string {
  const { plan, phased, plateau, weighted, scheduled } = facts;
  const model = className(plan.model.name);
  const weights = classWeights(plan);
  const restores = plan.train.earlyStopping?.restoreBest ?? false;
  const loop = lines(
    phased && 'train_only(model, phase.layers)',
    'network = DistributedDataParallel(model) if world > 1 else model',
    phased && 'parameters = [weight for weight in model.parameters() if weight.requires_grad]',
    `optimizer = ${phased ? 'phase.optimizer(parameters)' : onlyOptimizer(facts)}`,
    phased && 'length = epochs or phase.epochs',
    patience(facts),
    plateau && 'reduction = 1.0',
    `for epoch in range(${phased ? 'length' : 'epochs'}):`,
    indented(epochBody(facts)),
    restores && 'if best is not None:',
    restores && '    model.load_state_dict(best)',
  );
  return lines(
    call('def train', parametersOf(model, facts), 30).concat(' -> list[dict[str, float]]:'),
    '    """Trains the model and returns each epoch\'s figures."""',
    '    rank, world = process()',
    '    inputs = torch.from_numpy(data.train.inputs).to(DEVICE)',
    '    targets = torch.from_numpy(data.train.targets).to(DEVICE)',
    weighted && `    weights = ${weights}`,
    scheduled && '    steps_per_epoch = math.ceil(len(inputs) / (BATCH_SIZE * world))',
    '    history: list[dict[str, float]] = []',
    restores && '    best = None',
    // What was best in one phase is what the next has to improve on.
    phased && plan.train.earlyStopping && indented(stopping(facts) ?? ''),
    phased ? '    for phase in PHASES:' : null,
    indented(loop, phased ? 2 : 1),
    '    return history',
  );
}

function parametersOf(model: string, { phased, reports }: Facts): string[] {
  const epochs = phased ? 'epochs: int | None = None' : 'epochs: int = EPOCHS';
  const own = [`model: ${model}`, 'data: Data', epochs];
  return reports ? [...own, 'report: Callable[[dict], None] | None = None'] : own;
}

/** Of a training without phases. Biases that PyTorch has and the specification has not stay out. */
function onlyOptimizer({ plan, phases }: Facts): string {
  const [phase] = phases;
  return phase ? optimizer(phase.optimizer, trainedParameters(plan), 16, 'LEARNING_RATE') : '';
}

function trainedParameters({ model }: Plan): string {
  const second = flattenLayers(model.layers).some(
    (layer) => 'recurrentInit' in layer && layer.bias,
  );
  return second
    ? '[weight for weight in model.parameters() if weight.requires_grad]'
    : 'model.parameters()';
}

/** Early stopping's patience; null without. */
function stopping({ plan, validated }: Facts): string | null {
  const { earlyStopping } = plan.train;
  if (!earlyStopping) return null;
  const monitor = available(earlyStopping.monitor, validated);
  return `stopping = ${patienceOf(monitor, earlyStopping.minDelta)}`;
}

function patience(facts: Facts): string {
  const { plan, plateau, phased, phases, validated } = facts;
  const [phase] = phases;
  const schedule = phase?.schedule;
  return lines(
    phased ? plan.train.earlyStopping && 'stopping.waited = 0' : stopping(facts),
    plateau && phased && 'plateau = Patience(phase.plateau["monitor"]) if phase.plateau else None',
    !phased &&
      schedule?.name === 'reduce_on_plateau' &&
      `plateau = ${patienceOf(available(schedule.monitor, validated), 0)}`,
  );
}

function patienceOf(monitor: string, minDelta: number): string {
  const items = [text(monitor)];
  if (higherIsBetter(monitor)) items.push('higher_is_better=True');
  if (minDelta > 0) items.push(`min_delta=${number(minDelta)}`);
  return call('Patience', items);
}

function epochBody(facts: Facts): string {
  const { plan, phased, scheduled, weighted, validated, trainMetrics, phases, reports } = facts;
  const { earlyStopping } = plan.train;
  const items = ['model', 'network', 'optimizer', 'inputs', 'targets', 'order'];
  if (weighted) items.push('weights');
  if (scheduled) items.push('learning_rate');
  const extra = `data.unit${weighted ? ', weights' : ''}`;
  const rate = phased ? 'phase.rate' : 'rate';
  const factor = `${rate}(step, ${phased ? 'length' : 'epochs'} * steps_per_epoch, steps_per_epoch, ${facts.plateau ? 'reduction' : '1.0'})`;
  return lines(
    'order = torch.from_numpy(epoch_order(len(inputs), len(history)))',
    scheduled &&
      lines(
        '',
        'def learning_rate(step: int) -> float:',
        '    step += epoch * steps_per_epoch',
        phased && '    if phase.rate is None:',
        phased && '        return phase.learning_rate',
        indented(
          lines(
            `factor = ${call(rate, factor.slice(rate.length + 1, -1).split(', '), 17)}`,
            `return ${phased ? 'phase.learning_rate' : 'LEARNING_RATE'} * factor`,
          ),
        ),
        '',
      ),
    `figures = {"loss": ${call('train_epoch', items, 20)}}`,
    plan.model.layers.length > 0 && hasNorms(plan) && 'share_statistics(model)',
    trainMetrics && `figures = {**evaluate(model, data.train, ${extra}), **figures}`,
    validated && `validation = evaluate(model, data.validation, ${extra})`,
    validated && 'figures |= {f"val_{name}": value for name, value in validation.items()}',
    'history.append(figures)',
    reports && 'if report is not None:',
    reports && '    report(figures)',
    'if rank == 0:',
    '    shown = "  ".join(f"{name} {value:.4f}" for name, value in figures.items())',
    phased
      ? '    print(f"{phase.name} {epoch + 1}/{length}  {shown}".strip(), flush=True)'
      : '    print(f"epoch {epoch + 1}/{epochs}  {shown}", flush=True)',
    'if not math.isfinite(figures["loss"]):',
    '    raise SystemExit("The loss is no longer a finite number: the training has diverged.")',
    ...plateauLines(facts, phases),
    earlyStopping && stoppingLines(earlyStopping.restoreBest),
  );
}

export function hasNorms({ model }: Plan): boolean {
  return flattenLayers(model.layers).some(({ type }) => type === 'batch_norm');
}

function stoppingLines(restoreBest: boolean): string {
  return lines(
    restoreBest && 'if stopping.improves(figures):',
    restoreBest && '    best = {name: value.clone() for name, value in model.state_dict().items()}',
    !restoreBest && 'stopping.improves(figures)',
    'if stopping.waited >= PATIENCE:',
    '    break',
  );
}

function plateauLines({ phased, plateau }: Facts, [phase]: readonly PhasePlan[]): string[] {
  if (!plateau) return [];
  if (phased) {
    return [
      'if plateau is not None and not plateau.improves(figures):',
      '    if plateau.waited >= phase.plateau["patience"]:',
      '        reduction *= phase.plateau["factor"]',
      '        plateau.waited = 0',
    ];
  }
  const schedule = phase?.schedule;
  if (schedule?.name !== 'reduce_on_plateau') return [];
  return [
    `if not plateau.improves(figures) and plateau.waited >= ${schedule.patience}:`,
    `    reduction *= ${number(schedule.factor)}`,
    '    plateau.waited = 0',
  ];
}
