import assert from 'node:assert/strict';
import {
  type CodeLens,
  type CompletionList,
  commands,
  type DocumentSymbol,
  extensions,
  type Hover,
  type MarkdownString,
  Position,
  Range,
  type TextEdit,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { apply, codeOf, lintFindings, openExample, quickFixes } from './example.ts';
import { eventually, type Step } from './steps.ts';

/** The flaws that `digits.nnspec` has on purpose. */
const flaws = ['dropout-rate', 'learning-rate', 'missing-early-stopping', 'relu-without-he'];

/** Editing the first example: warnings, their fixes, and what the editor knows about a place. */
export const editingSteps: readonly Step[] = [
  { name: 'every command of the manifest is there', check: hasCommands },
  { name: 'the flaws of digits.nnspec are underlined', check: findsFlaws },
  { name: 'hovering over relu explains it', check: hovers },
  { name: 'completion offers the optimizers', check: completes },
  { name: 'formatting puts a line straight', check: formats },
  { name: 'so does the line break at its end', check: formatsWhileTyping },
  { name: 'the outline has data, model and training', check: outlines },
  { name: 'a lens above the train block offers to train it', check: offersTraining },
  { name: 'a change of the text is checked at once', check: checksEdits },
  { name: 'quick fixes repair every flaw', check: repairsAll },
];

async function hasCommands(): Promise<void> {
  await openExample('digits.nnspec');
  const manifest = extensions.getExtension('nnspec.nnspec')?.packageJSON;
  const declared: { command: string }[] = manifest.contributes.commands;
  const registered = new Set(await commands.getCommands());
  const missing = declared.filter(({ command }) => !registered.has(command));
  assert.ok(declared.length > 0);
  assert.deepEqual(missing, []);
}

async function findsFlaws(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const codes = await eventually('warnings', () => {
    const found = new Set(lintFindings(document).map(codeOf));
    return flaws.every((flaw) => found.has(flaw)) && [...found].sort();
  });
  assert.deepEqual(codes, flaws);
}

async function hovers(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const place = document.positionAt(document.getText().indexOf('relu') + 1);
  const hovers = await commands.executeCommand<Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    place,
  );
  const text = hovers.flatMap(({ contents }) => contents.map(markdown)).join('\n');
  assert.match(text, /relu/i);
  assert.match(text, /max\(0/);
}

async function completes(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const place = document.positionAt(document.getText().indexOf('adam('));
  const list = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    place,
  );
  const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  for (const optimizer of ['sgd', 'rmsprop', 'adam'])
    assert.ok(labels.includes(optimizer), labels.join());
}

async function formats(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const original = document.getText();
  await replace(document.uri, rangeOf(original, 'dense(16, relu)'), 'dense( 16,relu )');
  const edits = await commands.executeCommand<TextEdit[]>(
    'vscode.executeFormatDocumentProvider',
    document.uri,
    { tabSize: 2, insertSpaces: true },
  );
  const edit = new WorkspaceEdit();
  edit.set(document.uri, edits);
  await workspace.applyEdit(edit);
  assert.equal(document.getText(), original);
}

async function formatsWhileTyping(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const original = document.getText();
  const range = rangeOf(original, 'dense(16, relu)');
  await replace(document.uri, range, 'dense( 16,relu )');
  const typed = new Position(range.start.line + 1, 0);
  const edits = await commands.executeCommand<TextEdit[]>(
    'vscode.executeFormatOnTypeProvider',
    document.uri,
    typed,
    '\n',
    { tabSize: 2, insertSpaces: true },
  );
  const edit = new WorkspaceEdit();
  edit.set(document.uri, edits);
  await workspace.applyEdit(edit);
  assert.equal(document.getText(), original);
}

async function outlines(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const symbols = await commands.executeCommand<DocumentSymbol[]>(
    'vscode.executeDocumentSymbolProvider',
    document.uri,
  );
  assert.deepEqual(
    symbols.map(({ name }) => name.split(' ')[0]),
    ['Digits', 'DigitNet', 'DigitNet'],
  );
}

async function offersTraining(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const lenses = await commands.executeCommand<CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    20,
  );
  const lens = lenses.find(({ command }) => command?.command === 'nnspec.train');
  assert.equal(document.lineAt(lens?.range.start.line ?? 0).text.split(' ')[0], 'train');
}

async function checksEdits(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const range = rangeOf(document.getText(), 'dense(10, softmax)');
  await replace(document.uri, range, 'dense(7, softmax)');
  await eventually('units-classes', () =>
    lintFindings(document).some((diagnostic) => codeOf(diagnostic) === 'units-classes'),
  );
  await commands.executeCommand('undo');
  await eventually('end of units-classes', () =>
    lintFindings(document).every((diagnostic) => codeOf(diagnostic) !== 'units-classes'),
  );
}

async function repairsAll(): Promise<void> {
  const { document } = await openExample('digits.nnspec');
  const original = document.getText();
  for (let repairs = 0; lintFindings(document).length > 0; repairs += 1) {
    assert.ok(repairs < 10, 'repairs without end');
    const [diagnostic] = lintFindings(document);
    assert.ok(diagnostic);
    const actions = await quickFixes(document, diagnostic);
    const count = lintFindings(document).length;
    await apply(actions.find(({ isPreferred }) => isPreferred) ?? actions[0]);
    await eventually(`end of ${codeOf(diagnostic)}`, () => lintFindings(document).length < count);
  }
  assert.match(document.getText(), /early_stopping/);
  // The flaws come back, for the training that follows.
  while (document.getText() !== original) await commands.executeCommand('undo');
  await eventually('warnings again', () => lintFindings(document).length >= flaws.length);
}

function markdown(content: Hover['contents'][number]): string {
  return typeof content === 'string' ? content : (content as MarkdownString).value;
}

async function replace(uri: Uri, range: Range, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(uri, range, text);
  assert.ok(await workspace.applyEdit(edit));
}

/** Where `part` first stands in `text`. */
function rangeOf(text: string, part: string): Range {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  const start = new Position(before.length - 1, before.at(-1)?.length ?? 0);
  return new Range(start, start.translate(0, part.length));
}
