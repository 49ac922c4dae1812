import { t } from '#l10n';
import { entriesOf, settingsOf } from '../catalogue/index.ts';
import type { SettingBlock, SettingEntry } from '../catalogue/types.ts';
import type { Analysis } from '../semantics/analysis.ts';
import type { CompletionItem } from './completion-item.ts';
import { templateItems } from './completion-templates.ts';
import { entryDocumentation } from './documentation.ts';
import type { BlockKind } from './expectation.ts';
import type { Statement } from './place.ts';

const declarations = (): readonly CompletionItem[] => [
  keyword('model', t`A network, layer by layer`, 'model ${1:Network} {\n  input(${2:64})\n  $0\n}'),
  keyword(
    'data',
    t`A data set: a file or a generator`,
    'data ${1:Samples} {\n  source "$2"\n  target $3\n  scale ${4|standardize,min_max,none|}\n}',
  ),
  keyword(
    'train',
    t`How a model is trained on data`,
    'train ${1:Network} on ${2:Samples} {\n  optimizer ${3:adam(learning_rate: 1e-3)}\n  batch_size ${4:32}\n  epochs ${5:50}\n  early_stopping(patience: ${6:5})\n  $0\n}',
  ),
  keyword('let', t`A named number`, 'let ${1:width} = ${2:64}'),
];

/** What begins a statement in a model besides layers and settings. */
const transferKeywords = (): readonly CompletionItem[] => [
  keyword('freeze', t`Keep layers of the base model as they are`, 'freeze until ${1:layer}'),
  keyword(
    'replace',
    t`Put other layers in the place of the last ones`,
    'replace last ${1:1} {\n  $0\n}',
  ),
];

const phaseKeywords = (): readonly CompletionItem[] => [
  keyword('unfreeze', t`Train layers that are frozen`, 'unfreeze last ${1:2}'),
  keyword('freeze', t`Keep layers as they are`, 'freeze until ${1:layer}'),
];

const branch = () =>
  keyword('branch', t`Layers beside those of the other branches`, 'branch {\n  $0\n}');
const phase = () =>
  keyword(
    'phase',
    t`A part of the training with settings of its own`,
    'phase ${1:head} {\n  $0\n}',
  );

/** What can begin a statement in a block of this kind. */
export function statementItems(block: BlockKind): readonly CompletionItem[] {
  return [...wordItems(block), ...templateItems(block)];
}

function wordItems(block: BlockKind): readonly CompletionItem[] {
  switch (block) {
    case 'file':
      return declarations();
    case 'data':
      return settingItems('data');
    case 'model':
      return [...layerItems(), ...settingItems('model'), ...transferKeywords()];
    case 'layers':
      return layerItems();
    case 'parallel':
      return [branch()];
    case 'train':
      return [...settingItems('train'), phase()];
    case 'phase':
      return [...settingItems('phase'), ...phaseKeywords()];
  }
}

/** After the first word of a declaration: names, `on`, `from`. */
export function declarationItems(
  { resolved }: Analysis,
  statement: Statement,
): readonly CompletionItem[] {
  const words = statement.map(({ text }) => text);
  const models = resolved.models.map(
    ({ name, documentation }): CompletionItem => ({ label: name, kind: 'model', documentation }),
  );
  const data = resolved.data.map(
    ({ name, documentation }): CompletionItem => ({ label: name, kind: 'data', documentation }),
  );
  if (words[0] === 'train') {
    if (words.length === 1) return models;
    if (words.length === 2) return [keyword('on', t`The data to train on`, 'on ')];
    return words.length === 3 && words[2] === 'on' ? data : [];
  }
  if (words[0] !== 'model') return [];
  if (words.length === 2) return [keyword('from', t`The model to start from`, 'from ')];
  // A model cannot start from itself.
  const bases = models.filter(({ label }) => label !== words[1]);
  return words.length === 3 && words[2] === 'from' ? bases : [];
}

/** Layers and blocks of layers. */
export function layerItems(): readonly CompletionItem[] {
  return [...entriesOf('layer'), ...entriesOf('block')].map((entry) => ({
    label: entry.name,
    kind: entry.kind === 'layer' ? 'layer' : 'keyword',
    detail: t(entry.summary),
    documentation: entryDocumentation(entry),
    snippet: entry.snippet,
  }));
}

function settingItems(block: SettingBlock): readonly CompletionItem[] {
  return settingsOf(block).map((entry) => ({
    label: entry.name,
    kind: 'setting',
    detail: t(entry.summary),
    documentation: entryDocumentation(entry),
    ...begun(entry),
  }));
}

/** What is known of files, their columns included, is offered after the setting's name; of all else there is an example. */
function begun({
  name,
  snippet,
  parameters,
}: SettingEntry): Pick<CompletionItem, 'snippet' | 'again'> {
  const type = parameters[0]?.type;
  if (type === 'path') return { snippet: `${name} "$1"`, again: true };
  const listed = type === 'source' || type === 'column' || type === 'selection';
  return listed ? { snippet: `${name} `, again: true } : { snippet };
}

function keyword(label: string, detail: string, snippet: string): CompletionItem {
  return { label, kind: 'keyword', detail, snippet };
}
