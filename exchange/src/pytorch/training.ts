import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import { higherIsBetter } from '../metrics.ts';
import { className } from '../python/names.ts';
import { call, indented, lines, number, text } from '../python/text.ts';
import { available, type Facts, factsOf } from './facts.ts';
import { classWeights } from './losses.ts';
import { optimizer } from './optimizers.ts';

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
