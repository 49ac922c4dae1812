import { t } from '#l10n';
import type { Plan } from '#plan';
import { ExportError } from '../onnx/model.ts';
import { number } from '../python/text.ts';
import type { SweptConstant, Trial } from './space.ts';

/** A plan with the trial that it was made for. */
export interface ProbedPlan {
  readonly trial: Trial;
  readonly plan: Plan;
}

type Path = readonly (string | number)[];

/** Stand-ins for numbers that depend on the trial: whole, and unlike anything that a plan holds. */
const FIRST_STAND_IN = 7_000_000_001;
const STEP = 1_000_003;

/** A plan in which every number that a sweep changes is a stand-in, and what the stand-ins mean. */
export interface DependentPlan {
  readonly plan: Plan;
  /** Python expressions by the number that stands for them. */
  readonly expressions: ReadonlyMap<number, Expression>;
}

/** `factor · constant + offset`, or `factor · product of constants`. */
export interface Expression {
  readonly python: string;
  readonly value: (trial: Trial) => number;
}

/**
 * Finds which numbers of a plan the swept constants change, and how.
 * @throws ExportError where a number depends on them in another way than `a · c + b` or `a · c · d`
 */
export function dependentPlan(
  base: ProbedPlan,
  probes: readonly ProbedPlan[],
  constants: readonly SweptConstant[],
): DependentPlan {
  const expressions = new Map<number, Expression>();
  const plan = structuredClone(base.plan);
  for (const path of changedPaths(base.plan, probes)) {
    const samples = [base, ...probes].map(({ trial, plan: probed }) => ({
      trial,
      value: at(probed, path) as number,
    }));
    const expression = expressionOf(samples, constants, path);
    const standIn = FIRST_STAND_IN + expressions.size * STEP;
    expressions.set(standIn, expression);
    put(plan, path, standIn);
  }
  return { plan, expressions };
}

/** Parts of a plan that are no part of a script. */
const IGNORED: ReadonlySet<string> = new Set(['origin', 'settingOrigins']);

/** Places of numbers that differ; other differences cannot be written as one script. */
function changedPaths(base: Plan, probes: readonly ProbedPlan[]): Path[] {
  const paths = new Map<string, Path>();
  const compare = (a: unknown, b: unknown, path: Path): void => {
    if (Object.is(a, b)) return;
    if (typeof a === 'number' && typeof b === 'number') {
      paths.set(path.join('.'), path);
      return;
    }
    const both = [a, b].every((value) => typeof value === 'object' && value !== null);
    const keys = both ? Object.keys(a as object) : [];
    if (!both || keys.length !== Object.keys(b as object).length) {
      throw new ExportError(
        t`${path.join('.')} is another kind of thing in some trials: a script holds one structure. \`nnspec sweep\` can sweep it.`,
      );
    }
    for (const key of keys) {
      if (IGNORED.has(key)) continue;
      const [left, right] = [a, b].map((value) => (value as Record<string, unknown>)[key]);
      compare(left, right, [...path, key]);
    }
  };
  for (const { plan } of probes) compare(base, plan, []);
  return [...paths.values()];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}

function put(plan: Plan, path: Path, value: number): void {
  const owner = at(plan, path.slice(0, -1)) as Record<string, unknown>;
  owner[path.at(-1) as string] = value;
}

interface Sample {
  readonly trial: Trial;
  readonly value: number;
}

function expressionOf(
  samples: readonly Sample[],
  constants: readonly SweptConstant[],
  path: Path,
): Expression {
  const terms: Expression[] = constants.map(({ name }) => ({
    python: `CONFIG["${name}"]`,
    value: (trial) => trial[name] as number,
  }));
  const products = terms.flatMap((left, index) =>
    terms.slice(index + 1).map((right) => ({
      python: `${left.python} * ${right.python}`,
      value: (trial: Trial) => left.value(trial) * right.value(trial),
    })),
  );
  for (const term of [...terms, ...products]) {
    const found = affine(term, samples);
    if (found) return found;
  }
  throw new ExportError(
    t`${path.join('.')} depends on ${constants.map(({ name }) => name).join(', ')} in a way that a script cannot say: sweep fewer constants, or use \`nnspec sweep\`.`,
  );
}

/** `a · term + b` through all samples, if that is what they are. */
function affine(term: Expression, samples: readonly Sample[]): Expression | null {
  const points = samples.map(({ trial, value }) => ({ x: term.value(trial), y: value }));
  const [first] = points;
  const other = points.find(({ x }) => x !== first?.x);
  if (!first || !other) return null;
  const factor = tidy((other.y - first.y) / (other.x - first.x));
  const offset = tidy(first.y - factor * first.x);
  const exact = (trial: Trial) => factor * term.value(trial) + offset;
  const scale = Math.max(...points.map(({ y }) => Math.abs(y)));
  const fits = samples.every(({ trial, value }) => Math.abs(exact(trial) - value) <= 1e-9 * scale);
  if (!fits || factor === 0) return null;
  const python = pythonOf(term.python, factor, offset);
  // Sizes are whole numbers in Python too.
  const whole = points.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y));
  const stays = Number.isInteger(factor) && Number.isInteger(offset);
  if (!whole || stays || python.includes('//')) return { python, value: exact };
  return { python: `round(${python})`, value: (trial) => Math.round(exact(trial)) };
}

function pythonOf(term: string, factor: number, offset: number): string {
  const inverse = tidy(1 / factor);
  const whole = Number.isInteger(inverse) && inverse > 1;
  const scaled =
    factor === 1 ? term : whole ? `${term} // ${inverse}` : `${term} * ${number(factor)}`;
  if (offset === 0) return scaled;
  return offset > 0 ? `${scaled} + ${number(offset)}` : `${scaled} - ${number(-offset)}`;
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
