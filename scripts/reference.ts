/** Writes docs/reference from the catalogue: `node scripts/reference.ts`. A test fails where the pages are not up to date. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CATALOGUE,
  type Entry,
  type EntryKind,
  type Parameter,
  TUNING_TABLE,
  type ValueRange,
} from '#language';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '../docs/reference');

interface Page {
  readonly file: string;
  readonly title: string;
  readonly kinds: readonly EntryKind[];
  readonly introduction: string;
}

const PAGES: readonly Page[] = [
  {
    file: 'layers.md',
    title: 'Layers',
    kinds: ['layer', 'block'],
    introduction:
      'A model is a list of layers, one a line, the first being `input`. Shapes are those of one sample, channels last; they are inferred from line to line. `as name` after a layer names it.',
  },
  {
    file: 'activations.md',
    title: 'Activations',
    kinds: ['activation'],
    introduction: 'The second argument of layers with weights, and the argument of `activation`.',
  },
  {
    file: 'initializers.md',
    title: 'Initialisers',
    kinds: ['initializer'],
    introduction:
      'The argument `init` of layers with weights; `init auto` in a model picks what matches each activation.',
  },
  {
    file: 'data.md',
    title: 'Data',
    kinds: ['generator', 'selection', 'encoding', 'filling', 'scaling'],
    introduction: 'What stands in a `data` block besides its settings.',
  },
  {
    file: 'training.md',
    title: 'Training',
    kinds: ['optimizer', 'schedule', 'loss', 'metric', 'uncertainty', 'sweep'],
    introduction: 'What the settings of a `train` block take.',
  },
  {
    file: 'settings.md',
    title: 'Settings',
    kinds: ['setting'],
    introduction: 'One setting a line, in `data`, `model` and `train` blocks and in their phases.',
  },
];

const HEADINGS: Readonly<Record<EntryKind, string>> = {
  layer: 'Layers',
  block: 'Blocks of layers',
  activation: 'Activations',
  initializer: 'Initialisers',
  optimizer: 'Optimizers',
  schedule: 'Schedules',
  loss: 'Losses',
  metric: 'Metrics',
  scaling: 'Scalings',
  selection: 'Selections of columns',
  encoding: 'Encodings of text',
  filling: 'Fillings of gaps',
  generator: 'Generators',
  uncertainty: 'Uncertainty',
  sweep: 'Ranges to sweep',
  setting: 'Settings',
};

/** The pages of the reference, by their file's name. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['README.md', printIndex()],
    ...PAGES.map((page) => [page.file, printPage(page)] as const),
  ]);
}

/** Every word of the language in one table a kind, each with its sentence. */
function printIndex(): string {
  const sections = PAGES.flatMap(({ file, kinds }) =>
    kinds.map((kind) => {
      const entries: readonly Entry[] = CATALOGUE[kind];
      const rows = entries.map(
        ({ name, summary }) => `| [${name}](${file}#${name}) | ${summary} |`,
      );
      return [`## ${HEADINGS[kind]}`, ['| word | |', '|---|---|', ...rows].join('\n')].join('\n\n');
    }),
  );
  const introduction =
    'Every word of the language, as the editor knows it: these pages, completion, hovers and checks have one source. How it is put together: [the language](../language.md). What is checked: [the rules](../rules/README.md).';
  return `${['# Reference', introduction, ...sections].join('\n\n')}\n`;
}

function printPage({ title, kinds, introduction }: Page): string {
  const sections = kinds.flatMap((kind) => {
    const entries: readonly Entry[] = CATALOGUE[kind];
    const heading = kinds.length > 1 ? [`## ${HEADINGS[kind]}`] : [];
    return [
      ...heading,
      ...entries.map((entry) => printEntry(entry, kinds.length > 1 ? '###' : '##')),
    ];
  });
  return `${[`# ${title}`, introduction, ...sections].join('\n\n')}\n`;
}

function printEntry(entry: Entry & { readonly blocks?: readonly string[] }, level: string): string {
  const parts = [`${level} ${entry.name}`, `${entry.summary} ${entry.documentation}`];
  if (entry.parameters.length > 0) parts.push(`\`\`\`nnspec\n${exampleOf(entry)}\n\`\`\``);
  if (entry.blocks) parts.push(`In: ${entry.blocks.map((block) => `\`${block}\``).join(', ')}.`);
  if (entry.formula) parts.push(`\`\`\`text\n${entry.formula}\n\`\`\``);
  if (entry.parameters.length > 0) parts.push(printParameters(entry.parameters));
  if (entry.source) parts.push(`Source: ${entry.source}.`);
  return parts.join('\n\n');
}

/** The entry's snippet with its placeholders as they are. */
function exampleOf({ snippet }: Entry): string {
  return snippet
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\d/g, '')
    .trimEnd();
}

function printParameters(parameters: readonly Parameter[]): string {
  const rows = parameters.map((parameter) => {
    const cells = [
      `\`${parameter.name}\``,
      parameter.type,
      printRange(parameter.range),
      printDefault(parameter),
      parameter.documentation + printUsual(parameter) + printChoices(parameter),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| argument | type | range | default | |', '|---|---|---|---|---|', ...rows].join('\n');
}

function printRange(range: ValueRange | undefined): string {
  if (!range) return '';
  const { minimum, maximum, openMinimum, openMaximum } = range;
  const lower = minimum === undefined ? [] : [`${openMinimum ? '>' : '≥'} ${minimum}`];
  const upper = maximum === undefined ? [] : [`${openMaximum ? '<' : '≤'} ${maximum}`];
  return [...lower, ...upper].join(', ');
}

function printDefault({ default: value, defaultText }: Parameter): string {
  if (defaultText) return defaultText;
  if (value === undefined) return 'required';
  return value === null ? 'off' : `\`${value}\``;
}

/** What the tuning table says. */
function printUsual({ tuning }: Parameter): string {
  const rows: Readonly<Record<string, { readonly usual: string }>> = TUNING_TABLE;
  const row = tuning === undefined ? undefined : rows[tuning];
  return row ? ` Usual: ${row.usual}.` : '';
}

function printChoices({ choices }: Parameter): string {
  return (choices ?? [])
    .map(({ name, documentation }) => ` \`${name}\`: ${documentation}`)
    .join('');
}

/** Writes all pages of the reference. */
export function writeReference(): void {
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of referencePages()) writeFileSync(join(FOLDER, file), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeReference();
