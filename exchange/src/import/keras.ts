import { t } from '#l10n';
import { type Config, configOf, isConfig, listOf, textOf } from './config.ts';
import { chainOf, type GraphNode, inboundNames } from './keras-graph.ts';
import { KERAS_CONVERTERS } from './keras-layers.ts';
import { type TrainingSettings, trainingSettings } from './keras-training.ts';
import {
  ImportError,
  identifier,
  type LayerStatement,
  remark,
  type Statement,
  withActivation,
} from './statements.ts';

/** A model as its file has it: a chain of statements and what it takes. */
export interface ImportedModel {
  readonly name: string;
  /** One sample's shape; null for axes that the model leaves open. */
  readonly inputShape: readonly (number | null)[] | null;
  readonly statements: readonly Statement[];
  readonly training: TrainingSettings | null;
}

/** How deep models may stand in models. */
const DEEPEST = 20;

/**
 * A model from `model.to_json()`, of Keras 2 or 3.
 * @throws ImportError where this is something else, or a graph that cannot be expressed
 */
export function kerasModel(json: unknown): ImportedModel {
  if (!isConfig(json))
    throw new ImportError(t`The JSON is no object: a Keras model begins with {.`);
  const inner = isConfig(json.model_config) ? { ...json, ...json.model_config } : json;
  const className = textOf(inner, 'class_name');
  if (className === null) {
    const keys = Object.keys(inner).slice(0, 5).join(', ') || t`nothing`;
    throw new ImportError(
      t`The JSON has no class_name; it has ${keys}. It should come from model.to_json() of Keras.`,
    );
  }
  const config = Array.isArray(inner.config) ? { layers: inner.config } : configOf(inner, 'config');
  const layers = listOf(config, 'layers').filter(isConfig);
  if (layers.length === 0) throw new ImportError(t`The model (${className}) has no layers.`);
  return {
    name: textOf(config, 'name') ?? 'model',
    inputShape: inputShapeOf(config, layers),
    statements: withOwnActivations(statementsOf(className, config, layers, 0)),
    training: inner.compile_config || inner.training_config ? trainingSettings(inner) : null,
  };
}

function statementsOf(
  className: string,
  config: Config,
  layers: readonly Config[],
  depth: number,
): Statement[] {
  if (depth > DEEPEST) throw new ImportError(t`Models stand too deep in each other.`);
  if (className === 'Sequential') return layers.flatMap((one) => convert(nodeOf(one), depth));
  const nodes = new Map(layers.map((one) => [nodeOf(one).name, nodeOf(one)]));
  const inputs = [...nodes.values()].filter((node) => node.className === 'InputLayer');
  if (inputs.length > 1) {
    const names = inputs.map(({ name }) => name).join(', ');
    throw new ImportError(
      t`The model has ${inputs.length} inputs (${names}); a specification has one.`,
    );
  }
  const outputs = outputNames(config);
  const [output] = outputs;
  if (outputs.length !== 1 || output === undefined) {
    throw new ImportError(
      outputs.length === 0
        ? t`The model has no output; a specification has one.`
        : t`The model has ${outputs.length} outputs; a specification has one.`,
    );
  }
  return chainOf(nodes, output, (node) => convert(node, depth));
}

/** Activations that have to be layers in Keras and are named after the layer before: back into that layer. */
function withOwnActivations(statements: readonly Statement[]): Statement[] {
  const result: Statement[] = [];
  for (const statement of statements) {
    if (statement.kind === 'block') {
      result.push({ ...statement, body: withOwnActivations(statement.body) });
    } else if (isOwnActivation(statement)) {
      result.push(...withActivation(result.splice(-1), statement.sizes[0] as string));
    } else result.push(statement);
  }
  return result;
}

function isOwnActivation(statement: Statement): statement is LayerStatement {
  return (
    statement.kind === 'layer' &&
    statement.type === 'activation' &&
    statement.sizes.length > 0 &&
    (statement.name ?? '').endsWith('_activation')
  );
}

/** `["dense", 0, 0]` or a list of such. */
function outputNames(config: Config): string[] {
  return inboundNames(config.output_layers);
}

function nodeOf(entry: Config): GraphNode {
  const config = configOf(entry, 'config');
  return {
    name: textOf(entry, 'name') ?? textOf(config, 'name') ?? '',
    inputs: [...new Set(inboundNames(entry.inbound_nodes))],
    className: textOf(entry, 'class_name') ?? '?',
    config,
  };
}

function convert(node: GraphNode, depth: number): readonly Statement[] {
  const { name, className, config } = node;
  if (className === 'Sequential' || className === 'Functional' || className === 'Model') {
    const layers = listOf(config, 'layers').filter(isConfig);
    return statementsOf(className, config, layers, depth + 1);
  }
  const known = Object.hasOwn(KERAS_CONVERTERS, className)
    ? KERAS_CONVERTERS[className]
    : undefined;
  if (!known) return [remark(t`${className} '${name}' is not available: left out.`)];
  const statements = known(config);
  const frozen = config.trainable === false && statements.some(({ kind }) => kind === 'layer');
  const notes = frozen ? [remark(t`'${name}' is frozen (trainable=False): see freeze.`)] : [];
  return [...notes, ...statements.map((one) => withName(one, name, className))];
}

/** Keeps names that a person has given: those that are not Keras's own count. */
function withName(statement: Statement, name: string, className: string): Statement {
  if (statement.kind !== 'layer') return statement;
  const automatic = new RegExp(`^(${snakeCase(className)}|${statement.type})(_\\d+)?$`);
  const word = identifier(name);
  return automatic.test(name) || word === null ? statement : { ...statement, name: word };
}

/** `BatchNormalization` → `batch_normalization`, as Keras names layers. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/\W/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function inputShapeOf(config: Config, layers: readonly Config[]): (number | null)[] | null {
  for (const one of layers) {
    const own = configOf(one, 'config');
    for (const key of ['batch_shape', 'batch_input_shape']) {
      const shape = own[key];
      if (Array.isArray(shape)) return axesOf(shape.flat().slice(1));
    }
    const layersInside = listOf(own, 'layers').filter(isConfig);
    const inside = layersInside.length > 0 ? inputShapeOf(own, layersInside) : null;
    if (inside) return inside;
  }
  const built = config.build_input_shape;
  return Array.isArray(built) ? axesOf(built.slice(1)) : null;
}

function axesOf(values: readonly unknown[]): (number | null)[] {
  return values.map((value) =>
    Number.isInteger(value) && (value as number) > 0 ? (value as number) : null,
  );
}
