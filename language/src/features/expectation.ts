import { findEntry, findSetting } from '../catalogue/index.ts';
import { CONSTANT_VALUE } from '../catalogue/sweeps.ts';
import type {
  Entry,
  EntryKind,
  Parameter,
  ParameterType,
  SettingBlock,
} from '../catalogue/types.ts';
import type { Token } from '../syntax/tokens.ts';
import type { CallPlace, Place } from './place.ts';

/** What kind of statements a block takes. */
export type BlockKind = 'file' | 'data' | 'model' | 'layers' | 'parallel' | 'train' | 'phase';

/** What the catalogue says about a place. */
export interface Expectation {
  /** Of the statement, or of the innermost call. */
  readonly entry: Entry | undefined;
  /** The one whose value stands at the place. */
  readonly parameter: Parameter | undefined;
}

const blockKinds: Readonly<Record<string, BlockKind>> = {
  data: 'data',
  model: 'model',
  train: 'train',
  phase: 'phase',
  parallel: 'parallel',
};

/** Which entries may be the value of a parameter of this type. */
const entryKinds: Readonly<Partial<Record<ParameterType, EntryKind>>> = {
  activation: 'activation',
  initializer: 'initializer',
  optimizer: 'optimizer',
  schedule: 'schedule',
  loss: 'loss',
  metric: 'metric',
  scaling: 'scaling',
  selection: 'selection',
  encoding: 'encoding',
  filling: 'filling',
  source: 'generator',
  uncertainty: 'uncertainty',
  sweep: 'sweep',
};

export function blockKindOf({ blocks }: Place): BlockKind {
  const header = blocks.at(-1);
  return header ? (blockKinds[header[0]?.text ?? ''] ?? 'layers') : 'file';
}

/** The kind of entry that a parameter's value names; undefined for numbers, columns and the like. */
export function entryKindOf(parameter: Parameter): EntryKind | undefined {
  return entryKinds[parameter.type];
}

/** The catalogue's entry of a statement's first word. */
export function statementEntry(block: BlockKind, word: Token | undefined): Entry | undefined {
  if (!word) return undefined;
  const layer = block === 'model' || block === 'layers' ? findEntry('layer', word.text) : undefined;
  if (layer) return layer;
  const settings: Partial<Record<BlockKind, SettingBlock>> = {
    data: 'data',
    model: 'model',
    train: 'train',
    phase: 'phase',
  };
  const owner = settings[block];
  return owner && findSetting(owner, word.text);
}

/** What may stand at a place that is not the beginning of a statement. */
export function expectationAt(place: Place): Expectation {
  const [word] = place.statement;
  let entry = statementEntry(blockKindOf(place), word);
  let parameter = isConstant(place) ? CONSTANT_VALUE : entry && statementParameter(entry, place);
  for (const call of place.calls) {
    if (!call.callee || call.callee.start !== word?.start) {
      const kind = parameter && entryKindOf(parameter);
      entry = kind && call.callee ? findEntry(kind, call.callee.text) : undefined;
    }
    parameter = entry && callParameter(entry, call);
  }
  return { entry, parameter };
}

function isConstant({ blocks, statement }: Place): boolean {
  return blocks.length === 0 && statement[0]?.text === 'let' && statement[2]?.text === '=';
}

/** Of `batch_size 32` the only one; of `split train 70%` the one whose name stands before. */
function statementParameter(entry: Entry, { statement }: Place): Parameter | undefined {
  if (entry.kind !== 'setting') return undefined;
  if (!('form' in entry) || entry.form !== 'labels') return entry.parameters[0];
  const label = statement.length > 1 ? statement.at(-1)?.text : undefined;
  return entry.parameters.find(({ name }) => name === label);
}

function callParameter(entry: Entry, call: CallPlace): Parameter | undefined {
  if (call.name !== undefined) return entry.parameters.find(({ name }) => name === call.name);
  const parameter = entry.parameters[call.index - call.names.length];
  return parameter ?? entry.parameters.find(({ rest }) => rest);
}
