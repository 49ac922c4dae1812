import { flattenLayers, type PhasePlan, type Plan } from '#plan';
import { DATA_FRAGMENTS } from '../data/fragments.ts';
import { dataFolder, loadData, readsFiles } from '../data/load-data.ts';
import { taskOf } from '../head.ts';
import { higherIsBetter, METRIC_FRAGMENTS, metricsFunction } from '../metrics.ts';
import { importsOf, usedFragments, withFragments } from '../python/fragments.ts';
import {
  bracketed,
  call,
  indented,
  lines,
  number,
  sections,
  text,
  wrapped,
} from '../python/text.ts';
import { changesRate, scheduleBody } from '../schedules.ts';
import type { ScriptPlace } from '../script-place.ts';
import { KERAS_FRAGMENTS } from './fragments.ts';
import { kerasLoss, smoothedLoss } from './losses.ts';
import { modelFunction } from './model.ts';
import { clipsTwice, kerasDifferences, kerasOptimizer } from './optimizers.ts';

/** A training script for Keras 3, whatever its backend. */
export function kerasScript(plan: Plan, place: ScriptPlace): string {
  const measured = metricsFunction(plan);
  const training = [
    smoothedLoss(plan) ?? '',
    measured ?? '',
    ...plan.train.phases.flatMap(scheduleFunction),
    trainFunction(plan),
    mainFunction(plan, place),
  ];
  const fragments = { ...METRIC_FRAGMENTS, ...KERAS_FRAGMENTS };
  const network = modelFunction(plan.model);
  const used = usedFragments(fragments, [network, ...training].join('\n'));
  const data = withFragments(DATA_FRAGMENTS, loadData(plan));
  const constants = lines(
    readsFiles(plan.data) && dataFolder(place.folder),
    `SEED = ${plan.train.seed}`,
    `BATCH_SIZE = ${plan.train.batchSize}`,
    clipsTwice(plan.train) && `CLIP_VALUE = ${number(plan.train.clipValue ?? 0)}`,
  );
  const parts = [network, ...data, ...used, ...training];
  const imports = importsOf([constants, ...parts].join('\n'));
  return sections([`${heading(plan, place)}\n\n${imports}\n\n${constants}`, ...parts]);
}

function heading({ model, data, train }: Plan, { specification, script }: ScriptPlace): string {
  const notes = kerasDifferences(train);
  const biased = flattenLayers(model.layers).filter((layer) => layer.type === 'gru' && layer.bias);
  if (biased.length > 0 && train.clipNorm !== null) {
    notes.push(
      "The gradient of the GRU's second bias, which stays zero, counts where gradients are clipped.",
    );
  }
  return lines(
    `"""${model.name} on ${data.name}, exported from ${specification} by NNSpec.`,
    '',
    `    KERAS_BACKEND=torch python ${script}`,
    '',
    'Needs keras, a backend (torch, jax or tensorflow) and numpy, and safetensors for --weights.',
    notes.length > 0 && `\n${wrapped(notes.join(' '))}`,
    '"""',
  );
}

/** Whether a phase sets the rate before each step; a plateau is a callback of Keras's own. */
function hasRate({ schedule }: PhasePlan): boolean {
  return changesRate(schedule) && schedule.name !== 'reduce_on_plateau';
}

function rateName({ name }: PhasePlan): string {
  return name === '' ? 'rate' : `${name}_rate`;
}

function scheduleFunction(phase: PhasePlan): string[] {
  if (!hasRate(phase)) return [];
  return [
    lines(
      `def ${rateName(phase)}(step: int, steps: int, steps_per_epoch: int, plateau: float) -> float:`,
      `    """The learning rate's factor at a step, which counts from 0: ${phase.schedule.name}."""`,
      indented(scheduleBody(phase.schedule)),
    ),
  ];
}

function trainFunction(plan: Plan): string {
  const { phases } = plan.train;
  return lines(
    'def train(model: keras.Model, data: Data, epochs: int | None = None) -> list[dict]:',
    '    """Trains the model and returns the history of each phase."""',
    '    histories = []',
    ...phases.map((phase) => indented(phaseLines(plan, phase))),
    '    return histories',
  );
}

function phaseLines(plan: Plan, phase: PhasePlan): string {
  const { train, data } = plan;
  const { phases } = train;
  const ids = flattenLayers(plan.model.layers).map(({ id }) => id);
  const frozen = ids.filter((id) => !phase.trainableLayers.includes(id));
  const validated = data.split.validation > 0;
  const weights = classWeight(plan);
  const callbacks = callbackList(plan, phase, validated);
  const optimizer = kerasOptimizer(phase.optimizer, train, 18);
  const fit = [
    'data.train.inputs',
    'data.train.targets',
    'batch_size=BATCH_SIZE',
    `epochs=epochs or ${phase.epochs}`,
    validated ? 'validation_data=(data.validation.inputs, data.validation.targets)' : '',
    callbacks.length > 0 ? 'callbacks=callbacks' : '',
    weights === null ? '' : `class_weight=${weights}`,
    'verbose=2',
  ].filter(Boolean);
  return lines(
    phases.length > 1 && `print(${text(phase.name)})`,
    (frozen.length > 0 || phases.length > 1) && 'for layer in model.layers:',
    (frozen.length > 0 || phases.length > 1) &&
      `    layer.trainable = layer.name not in [${frozen.map(text).join(', ')}]`,
    call('model.compile', [`optimizer=${optimizer}`, `loss=${kerasLoss(plan)}`], 4),
    callbacks.length > 0 && bracketed('callbacks = [', callbacks, ']', 4),
    call('history = model.fit', fit, 4),
    'histories.append(history.history)',
  );
}

function callbackList(plan: Plan, phase: PhasePlan, validated: boolean): string[] {
  const { train } = plan;
  const { schedule } = phase;
  const available = (monitor: string) => (validated ? monitor : monitor.replace(/^val_/, ''));
  const callbacks: string[] = [];
  if (validated && metricsFunction(plan) !== null) callbacks.push('Figures(data)');
  if (hasRate(phase)) {
    const steps = 'math.ceil(len(data.train.inputs) / BATCH_SIZE)';
    const rate = number(phase.optimizer.learningRate);
    callbacks.push(
      `LearningRate(${rate}, ${rateName(phase)}, epochs or ${phase.epochs}, ${steps})`,
    );
  }
  if (schedule.name === 'reduce_on_plateau') {
    const least = number(phase.optimizer.learningRate * schedule.minimum);
    const numbers = `factor=${number(schedule.factor)}, patience=${schedule.patience}, min_delta=0, min_lr=${least}`;
    callbacks.push(
      `keras.callbacks.ReduceLROnPlateau(${watched(available(schedule.monitor))}, ${numbers})`,
    );
  }
  const { earlyStopping } = train;
  if (earlyStopping) {
    const { monitor, patience, minDelta, restoreBest } = earlyStopping;
    const items = [watched(available(monitor)), `patience=${patience}`];
    if (minDelta > 0) items.push(`min_delta=${number(minDelta)}`);
    if (restoreBest) items.push('restore_best_weights=True');
    callbacks.push(`keras.callbacks.EarlyStopping(${items.join(', ')})`);
  }
  return callbacks;
}

function watched(monitor: string): string {
  return `monitor=${text(monitor)}, mode="${higherIsBetter(monitor) ? 'max' : 'min'}"`;
}

function classWeight(plan: Plan): string | null {
  const { classWeights: setting, loss } = plan.train;
  if (setting === null || !['cross_entropy', 'binary_cross_entropy'].includes(loss.name))
    return null;
  if (setting !== 'balanced') {
    return `{${setting.map((weight, label) => `${label}: ${number(weight)}`).join(', ')}}`;
  }
  const { kind, indices, columns } = taskOf(plan);
  const labels =
    kind === 'classes' && !indices ? 'data.train.targets.argmax(axis=-1)' : 'data.train.targets';
  return `balanced_weights(${labels}, ${kind === 'classes' ? columns : 2})`;
}

function mainFunction(plan: Plan, { weights }: ScriptPlace): string {
  const { data, train } = plan;
  const tested = data.testSource !== null || data.split.test > 0;
  const measured = metricsFunction(plan) !== null;
  return lines(
    'def main() -> None:',
    '    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])',
    weights === undefined
      ? '    parser.add_argument("--weights", help="start from this safetensors file")'
      : `    parser.add_argument("--weights", default=${text(weights)})`,
    '    parser.add_argument("--save", help="write the trained model to this .keras file")',
    '    parser.add_argument("--epochs", type=int, help="in place of the specification\'s")',
    '    arguments = parser.parse_args()',
    '',
    '    keras.utils.set_random_seed(SEED)',
    '    model = build_model()',
    '    model.summary()',
    '    if arguments.weights:',
    '        load_weights(model, arguments.weights)',
    '    data = load_data()',
    '    train(model, data, arguments.epochs)',
    tested && '    loss = model.evaluate(data.test.inputs, data.test.targets, verbose=0)',
    tested && '    print(f"test loss {loss:.4f}")',
    tested && measured && '    outputs = model.predict(data.test.inputs, verbose=0)',
    tested &&
      measured &&
      '    for name, value in metrics(outputs, data.test.targets, data.unit).items():',
    tested && measured && '        print(f"test {name} {value:.4f}")',
    tested &&
      train.mcDropoutSamples !== null &&
      `    samples = [model(data.test.inputs, training=True) for _ in range(${train.mcDropoutSamples})]`,
    tested &&
      train.mcDropoutSamples !== null &&
      '    deviation = ops.std(ops.stack(samples), axis=0)',
    tested &&
      train.mcDropoutSamples !== null &&
      '    print(f"test standard deviation with dropout {float(ops.mean(deviation)):.4f}")',
    '    if arguments.save:',
    '        model.save(arguments.save)',
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  );
}
