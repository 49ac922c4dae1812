import { t } from '#l10n';
import type { SweepRange } from '#language';
import type { Plan } from '#plan';
import { higherIsBetter } from '../metrics.ts';
import { ExportError } from '../onnx/model.ts';
import { className } from '../python/names.ts';
import { bracketed, call, indented, lines, number, text } from '../python/text.ts';
import { assembled, pytorchParts } from '../pytorch/script.ts';
import type { ScriptPlace } from '../script-place.ts';
import { type DependentPlan, dependentPlan, type ProbedPlan } from './dependence.ts';
import type { SweptConstant } from './space.ts';

/** What is swept, and what comes of it at some trials (`probingTrials`). */
export interface SweptPlan {
  readonly plan: Plan;
  readonly constants: readonly SweptConstant[];
  readonly probes: readonly ProbedPlan[];
}

/**
 * A script that tries the ranges with Ray Tune, each trial a training in PyTorch.
 * @throws ExportError where nothing is swept, or a number depends on the constants in a way that Python cannot be told
 */
export function rayScript(swept: SweptPlan, place: ScriptPlace): string {
  const { plan, constants, probes } = swept;
  if (constants.length === 0) {
    throw new ExportError(
      t`There is nothing to sweep: give a constant a range, such as let width = choice(32, 64, 128).`,
    );
  }
  const trial = Object.fromEntries(constants.map(({ name, value }) => [name, value]));
  const dependent = dependentPlan({ trial, plan }, probes, constants);
  const script = scriptOf(dependent.plan, constants, place);
  for (const probe of [{ trial, plan }, ...probes]) {
    requireSame(valuesOf(script, dependent, probe), scriptOf(probe.plan, constants, place));
  }
  return expressed(script, dependent);
}

function scriptOf(plan: Plan, constants: readonly SweptConstant[], place: ScriptPlace): string {
  const own = [trialFunction(plan), mainFunction(plan, constants)];
  const parts = [...pytorchParts(plan, { reports: true }), ...own];
  const script = assembled(heading(plan, place), plan, place, parts);
  const { globals, assignments } = constantsAgain(script);
  // The trial's values come before the constants that are made of them.
  return script
    .replace(/^DEVICE = /m, `${config(constants)}\nDEVICE = `)
    .replace(GLOBALS, indented(globals))
    .replace(ASSIGNMENTS, indented(assignments));
}

/** Lines of the trial's function that give way to what depends on the rest of the script. */
const GLOBALS = '    # globals\n';
const ASSIGNMENTS = '    # constants\n';

function heading({ model, data }: Plan, { specification, script }: ScriptPlace): string {
  return lines(
    `"""${model.name} on ${data.name}: a sweep with Ray Tune, exported from ${specification} by NNSpec.`,
    '',
    `    python ${script} --trials 20`,
    '',
    'Needs ray[tune], torch and numpy.',
    '"""',
  );
}

function config(constants: readonly SweptConstant[]): string {
  const entries = constants.map(({ name, value }) => `${text(name)}: ${number(value)}`);
  return bracketed('CONFIG = {', entries, '}  # what a trial replaces');
}

/** The constants at the top that depend on CONFIG, to be set again in a trial. */
function constantsAgain(script: string): {
  readonly globals: string;
  readonly assignments: string;
} {
  const top = script.slice(0, script.search(/^(?:class|def|@)/m));
  const statement = /^[A-Z][A-Z_0-9]* = (?:.*[[{(]\n(?: {4}.*\n)+[\]})]|.*)/gm;
  const dependent = (top.match(statement) ?? []).filter((one) => /\b7\d{9}\b/.test(one));
  if (dependent.length === 0) return { globals: '', assignments: '' };
  const names = dependent.map((one) => one.slice(0, one.indexOf(' ')));
  return {
    globals: `global ${names.join(', ')}\n`,
    assignments: `${dependent.map((one) => one.replace(/ {2}#.*$/, '')).join('\n')}\n`,
  };
}

function trialFunction(plan: Plan): string {
  const { name } = plan.model;
  return lines(
    'def trial(values: dict[str, float]) -> None:',
    '    """One training with a trial\'s values; tells Ray the figures of each epoch."""',
    GLOBALS.trimEnd(),
    '    CONFIG.update({name: value for name, value in values.items() if name in CONFIG})',
    ASSIGNMENTS.trimEnd(),
    '    torch.manual_seed(SEED)',
    `    model = ${className(name)}().to(DEVICE)`,
    '    train(model, load_data(), values["epochs"], report=tune.report)',
  );
}

function space({ name, range }: SweptConstant): string {
  return `${text(name)}: ${distribution(range)}`;
}

function distribution(range: SweepRange): string {
  if (range.kind === 'choice') return `tune.choice([${range.values.map(number).join(', ')}])`;
  const { low, high } = range;
  if (range.kind === 'int_uniform') return `tune.randint(${low}, ${high + 1})`;
  const name = range.kind === 'uniform' ? 'uniform' : 'loguniform';
  return `tune.${name}(${number(low)}, ${number(high)})`;
}

/** What the trials are compared by: what early stopping watches, else the validation loss. */
function metricOf({ train, data }: Plan): string {
  const monitor = train.earlyStopping?.monitor ?? 'val_loss';
  return data.split.validation > 0 ? monitor : monitor.replace(/^val_/, '');
}

function mainFunction(plan: Plan, constants: readonly SweptConstant[]): string {
  const metric = metricOf(plan);
  const epochs = plan.train.phases[0]?.epochs ?? 1;
  const entries = [...constants.map(space), '"epochs": arguments.epochs'];
  const tuning = [
    `metric=${text(metric)}`,
    `mode="${higherIsBetter(metric) ? 'max' : 'min'}"`,
    'num_samples=arguments.trials',
    'scheduler=ASHAScheduler(max_t=arguments.epochs, grace_period=min(5, arguments.epochs))',
  ];
  return lines(
    'def main() -> None:',
    '    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])',
    '    parser.add_argument("--trials", type=int, default=20)',
    `    parser.add_argument("--epochs", type=int, default=${epochs}, help="of each trial at most")`,
    '    arguments = parser.parse_args()',
    '',
    indented(
      lines(
        bracketed('space = {', entries, '}', 4),
        call(
          'tuner = tune.Tuner',
          [
            'tune.with_resources(trial, {"cpu": 1})',
            'param_space=space',
            call('tune_config=tune.TuneConfig', tuning, 8),
          ],
          4,
        ),
        `best = tuner.fit().get_best_result()`,
        `print(f"best ${metric} {best.metrics['${metric}']:.4f} with", best.config)`,
      ),
    ),
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
  );
}

/** The script with the numbers of one trial in the place of the stand-ins. */
function valuesOf(script: string, { expressions }: DependentPlan, { trial }: ProbedPlan): string {
  return replaced(script, expressions, (expression) => number(tidied(expression.value(trial))));
}

function tidied(value: number): number {
  return Number(value.toPrecision(10));
}

function expressed(script: string, { expressions }: DependentPlan): string {
  return replaced(script, expressions, ({ python }) => python);
}

function replaced(
  script: string,
  expressions: DependentPlan['expressions'],
  write: (
    expression: DependentPlan['expressions'] extends ReadonlyMap<number, infer E> ? E : never,
  ) => string,
): string {
  return script.replaceAll(/\b7\d{9}(?:\.0)?\b/g, (digits) => {
    const expression = expressions.get(Number(digits));
    return expression ? write(expression) : digits;
  });
}

/**
 * Layout may differ with the length of numbers, content may not: a number that was computed from a stand-in would.
 */
function requireSame(found: string, wanted: string): void {
  const plain = (script: string) =>
    script
      .replace(/^CONFIG = .*$/m, '')
      .replace(/^ {4}global .*\n/m, '')
      .replace(/(?<= in CONFIG\}\)\n)(?: {4}[A-Z\]})].*\n| {8}.*\n)*/m, '')
      .replaceAll(/\s+|,(?=\s*[)\]}])/g, '')
      .replaceAll(/(?<=\d)\.0\b/g, '');
  if (plain(found) === plain(wanted)) return;
  throw new ExportError(
    t`Something in this network is computed from a swept constant in a way that a script cannot say: sweep fewer constants, or use \`nnspec sweep\`.`,
  );
}
