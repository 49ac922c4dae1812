import { t } from '#l10n';
import { type Config, isConfig } from './config.ts';
import { ImportError, type Statement } from './statements.ts';

/** A layer of a functional model with the layers that it is applied to. */
export interface GraphNode {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly className: string;
  readonly config: Config;
}

/** How deep blocks may stand in each other. */
const DEEPEST = 50;

/** The names of the layers that a layer is applied to, in the formats of Keras 2 and 3. */
export function inboundNames(value: unknown, depth = 0): string[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) {
    // Keras 2: ["dense_1", 0, 0, {}].
    const [name, node] = value;
    if (typeof name === 'string' && typeof node === 'number') return [name];
    return value.flatMap((item) => inboundNames(item, depth + 1));
  }
  if (!isConfig(value)) return [];
  if (Array.isArray(value.keras_history)) return inboundNames(value.keras_history, depth + 1);
  return Object.values(value).flatMap((item) => inboundNames(item, depth + 1));
}

/** Layers that join what several others put out. */
const MERGING: ReadonlySet<string> = new Set(['Add', 'Concatenate']);

/**
 * A graph of chains, sums and joins as statements: `x + f(x)` becomes `residual`, joined branches become `parallel`.
 * @param convert writes a layer that merges nothing
 * @throws ImportError where the graph is something else
 */
export function chainOf(
  nodes: ReadonlyMap<string, GraphNode>,
  output: string,
  convert: (node: GraphNode) => readonly Statement[],
): Statement[] {
  const sources = new Map<string, string | null>();
  const written = new Set<string>();

  function nodeOf(name: string): GraphNode {
    const node = nodes.get(name);
    if (node) return node;
    throw new ImportError(t`The model speaks of a layer '${name}' that it does not have.`);
  }

  /** What comes before a layer on the way that all its inputs share; null at the model's input. */
  function sourceOf(name: string, path: ReadonlySet<string> = new Set()): string | null {
    const known = sources.get(name);
    if (known !== undefined) return known;
    if (path.has(name) || path.size > 10 * nodes.size) {
      throw new ImportError(t`The layer '${name}' feeds itself: a specification has no loops.`);
    }
    const { inputs } = nodeOf(name);
    const seen = new Set([...path, name]);
    const [first] = inputs;
    const source =
      inputs.length < 2
        ? (first ?? null)
        : commonSource(
            name,
            inputs.map((one) => pathFrom(one, seen)),
          );
    sources.set(name, source);
    return source;
  }

  function pathFrom(name: string, seen: ReadonlySet<string>): string[] {
    const path: string[] = [];
    for (let at: string | null = name; at !== null; at = sourceOf(at, seen)) {
      if (path.length > nodes.size) throw new ImportError(t`The model has a loop.`);
      path.push(at);
    }
    return path;
  }

  function commonSource(name: string, paths: readonly (readonly string[])[]): string {
    const [first = [], ...others] = paths;
    const common = first.find((candidate) => others.every((path) => path.includes(candidate)));
    if (common !== undefined) return common;
    throw new ImportError(
      t`What '${name}' joins has no common beginning: models here have one input.`,
    );
  }

  /** The layers after `from`, up to `to`. */
  function between(from: string | null, to: string, depth: number): Statement[] {
    if (depth > DEEPEST) throw new ImportError(t`The blocks stand too deep in each other.`);
    const parts: (readonly Statement[])[] = [];
    for (let at: string | null = to; at !== null && at !== from; at = sourceOf(at)) {
      if (written.has(at)) {
        throw new ImportError(
          t`'${at}' is used in several places: what is neither a residual nor a parallel block cannot be expressed.`,
        );
      }
      written.add(at);
      parts.unshift(statementsOf(nodeOf(at), depth));
    }
    return parts.flat();
  }

  function statementsOf(node: GraphNode, depth: number): readonly Statement[] {
    const { name, inputs, className } = node;
    if (inputs.length < 2) return convert(node);
    if (!MERGING.has(className)) {
      throw new ImportError(
        t`'${name}' (${className}) joins ${inputs.length} layers; only Add and Concatenate do that here.`,
      );
    }
    const source = sourceOf(name);
    const bodies = inputs.map((input) => between(source, input, depth + 1));
    if (className === 'Add') return [residualOf(name, bodies)];
    const branches = bodies.map((body) => ({
      kind: 'block' as const,
      type: 'branch' as const,
      name: null,
      body: body.length > 0 ? body : [PASSED_ON],
    }));
    return [{ kind: 'block', type: 'parallel', name: null, body: branches }];
  }

  return between(null, output, 0);
}

/** A branch that changes nothing. */
const PASSED_ON: Statement = {
  kind: 'layer',
  type: 'activation',
  sizes: ['linear'],
  activation: null,
  named: [],
  name: null,
};

function residualOf(name: string, bodies: readonly (readonly Statement[])[]): Statement {
  const [body, ...others] = bodies.filter((statements) => statements.length > 0);
  if (bodies.length === 2 && body && others.length === 0) {
    return { kind: 'block', type: 'residual', name: null, body };
  }
  throw new ImportError(
    t`The sum '${name}' cannot be expressed: a residual block adds its own input, unchanged, to its end.`,
  );
}
