import type { Plan } from '#plan';
import { dataFolder, loadData, readsFiles } from '../data/load-data.ts';
import { metricsFunction } from '../metrics.ts';
import { importsOf, usedFragments, withFragments } from '../python/fragments.ts';
import { attributeName, className } from '../python/names.ts';
import { indented, lines, sections, text } from '../python/text.ts';
import type { ScriptPlace } from '../script-place.ts';
import { evaluation, trainEpoch } from './epochs.ts';
import { factsOf } from './facts.ts';
import { DATA_FRAGMENTS, TRAINING_FRAGMENTS } from './fragments.ts';
import { lossFunction } from './losses.ts';
import { modelClass, probabilities } from './model.ts';
import { phaseTable } from './phases.ts';
import { RECURRENT_LAYER } from './recurrent.ts';
import { trainFunction, trainingConstants } from './training.ts';
import { constraintFunction, penaltyFunction, weightConstants, weightFiles } from './weights.ts';

/** A training script that needs torch and numpy. */
export function pytorchScript(plan: Plan, place: ScriptPlace): string {
  const parts = pytorchParts(plan);
  return assembled(heading(plan, place), plan, place, [...parts, mainFunction(plan, place)]);
}

/** The definitions of a script: model, data, loss, training. */
export function pytorchParts(plan: Plan, { reports = false } = {}): string[] {
  const facts = { ...factsOf(plan), reports };
  const model = modelClass(plan);
  const data = withFragments(DATA_FRAGMENTS, loadData(plan));
  const training = [
    lossFunction(plan),
    metricsFunction(plan) ?? '',
    penaltyFunction(plan) ?? '',
    constraintFunction(plan) ?? '',
    evaluation(facts),
    trainEpoch(facts),
    phaseTable(plan),
    trainFunction(facts),
    stochastic(plan),
  ];
  const used = usedFragments(TRAINING_FRAGMENTS, `${training.join('\n')} start_processes`);
  const recurrent = model.includes('RecurrentLayer(') ? [RECURRENT_LAYER] : [];
  return [...recurrent, model, ...data, ...used, ...training, weightFiles(plan)];
}

/** Documentation, imports, constants and parts. */
export function assembled(
  documentation: string,
  plan: Plan,
  place: ScriptPlace,
  parts: readonly string[],
): string {
  const constants = lines(
    readsFiles(plan.data) && dataFolder(place.folder),
    device(),
    trainingConstants(plan),
    weightConstants(plan) || null,
  );
  const body = [constants, ...parts];
  return sections([`${documentation}\n\n${importsOf(body.join('\n'))}\n\n${constants}`, ...parts]);
}

function device(): string {
  return lines(
    'DEVICE = torch.device("cpu")',
    'if torch.cuda.is_available():',
    '    DEVICE = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))',
  );
}

function heading({ model, data }: Plan, { specification, script }: ScriptPlace): string {
  return lines(
    `"""${model.name} on ${data.name}, exported from ${specification} by NNSpec.`,
    '',
    `    python ${script}`,
    `    torchrun --nproc-per-node 2 ${script}`,
    '',
    'Needs torch and numpy, and safetensors for --weights and --save.',
    '"""',
  );
}

function stochastic(plan: Plan): string {
  if (plan.train.mcDropoutSamples === null) return '';
  return lines(
    'def outputs_of(model: nn.Module, inputs: Tensor) -> Tensor:',
    `    return ${probabilities(plan, 'model(inputs)')}`,
  );
}

/** What the command line runs. */
export function mainFunction(plan: Plan, { weights, folder }: ScriptPlace): string {
  const { model, data, train } = plan;
  const { weighted } = factsOf(plan);
  const several = train.phases.length > 1;
  const tested = data.testSource !== null || data.split.test > 0;
  const extra = weighted ? ', data.unit, weights' : ', data.unit';
  return lines(
    'def main() -> None:',
    '    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])',
    weights === undefined
      ? '    parser.add_argument("--weights", help="start from this safetensors file")'
      : `    parser.add_argument("--weights", default=Path(__file__).parent / ${text(weights)})`,
    '    parser.add_argument("--save", help="write the trained weights to this safetensors file")',
    several
      ? '    parser.add_argument("--epochs", type=int, help="of each phase")'
      : '    parser.add_argument("--epochs", type=int, help="in place of the number above")',
    '    arguments = parser.parse_args()',
    '',
    '    start_processes()',
    '    rank, _ = process()',
    '    torch.manual_seed(SEED)',
    `    model = ${className(model.name)}().to(DEVICE)`,
    indented(startWeights(plan, folder)),
    '    if arguments.weights:',
    '        load_weights(model, arguments.weights)',
    '    torch.manual_seed(SEED + rank)  # each process drops units of its own',
    '    data = load_data()',
    '    train(model, data, **({"epochs": arguments.epochs} if arguments.epochs else {}))',
    '    if rank == 0:',
    tested && weighted && `        weights = ${weightsOf(plan)}`,
    tested && `        for name, value in evaluate(model, data.test${extra}).items():`,
    tested && '            print(f"test {name} {value:.4f}")',
    train.mcDropoutSamples !== null && tested && indented(uncertainty(), 2),
    '        if arguments.save:',
    '            save_weights(model, arguments.save)',
    '    if dist.is_initialized():',
    '        dist.destroy_process_group()',
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  );
}

function uncertainty(): string {
  return lines(
    'mean, deviation = predict_stochastic(model, data.test.inputs)',
    'print(f"test standard deviation of {SAMPLES} predictions with dropout {deviation.mean():.4f}")',
  );
}

function weightsOf(plan: Plan): string {
  return /weights = (.*)/.exec(trainFunction(factsOf(plan)))?.[1] ?? '';
}

/** Trained weights that the specification starts from. */
function startWeights({ model }: Plan, folder: string): string | null {
  if (!model.weights) return null;
  const layers = model.weights.layers.map((id) => text(attributeName(id))).join(', ');
  const file = folder === '' ? model.weights.path : `${folder}/${model.weights.path}`;
  const path = `Path(__file__).parent / ${text(file)}`;
  return `load_weights(model, ${path}, only={${layers}})`;
}
