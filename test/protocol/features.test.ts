import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type {
  CodeAction,
  CodeLens,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
  Location,
  Position,
  SemanticTokens,
  SignatureHelp,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { TestClient } from './client.ts';

let client: TestClient;
let folder: string;
let uri: string;
let text: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnspec features-'));
  await cp(new URL('../../examples/', import.meta.url), folder, { recursive: true });
  uri = pathToFileURL(join(folder, 'digits.nnspec')).toString();
  text = await readFile(join(folder, 'digits.nnspec'), 'utf8');
  const capabilities = {
    textDocument: { completion: { completionItem: { snippetSupport: true } } },
  };
  client = await TestClient.start({ capabilities, folders: [pathToFileURL(folder).toString()] });
  await client.open(uri, text);
  await client.ask('nnspec/trains', { uri });
});

after(async () => {
  assert.deepEqual(client.log, [], 'the server logs nothing while all is well');
  assert.equal(await client.stop(), 0);
  await rm(folder, { recursive: true });
});

test('hover: documentation and what is in force', async () => {
  const hover = await at<Hover>('textDocument/hover', 'dense(16');
  const { value } = hover.contents as { value: string };
  assert.match(value, /1,040 parameters/);
  const { start } = rangeOf('dense(16');
  const end = { ...start, character: start.character + 'dense'.length };
  assert.deepEqual(hover.range, { start, end });
});

test('completion: columns of the data file, and files of the folder', async () => {
  const columns = await completionsAfter('  target ');
  assert.ok(columns.includes('label'), columns.join());
  const files = await completionsAfter('source "data/');
  assert.ok(files.includes('digits.csv'), files.join());
  assert.ok(!files.includes('README.md'));
});

test('a space opens no list after what is complete', async () => {
  const line = text.split('\n').findIndex((one) => one.includes('dense(16, relu)'));
  const offered = async (character: number) => {
    const context = { triggerKind: 2, triggerCharacter: ' ' };
    const list = await ask<CompletionList>('completion', {
      position: { line, character },
      context,
    });
    return list.items.length;
  };
  assert.equal(await offered('  dense(16, relu)'.length), 0);
  assert.ok((await offered('  dense(16, '.length)) > 0);
});

test('signature help names the argument at the cursor', async () => {
  const help = await at<SignatureHelp>('textDocument/signatureHelp', '16, relu', '16, '.length);
  assert.match(help.signatures[0]?.label ?? '', /^dense\(units/);
  assert.equal(help.activeParameter, 1);
});

test('symbols: data, model and train with what is inside', async () => {
  const symbols = await ask<DocumentSymbol[]>('documentSymbol');
  assert.deepEqual(
    symbols.map(({ name }) => name),
    ['Digits', 'DigitNet', 'DigitNet on Digits'],
  );
  assert.equal(symbols[1]?.children?.length, 5);
  for (const symbol of symbols) assertWithin(symbol);
});

test('code lenses train and diagnose the block below', async () => {
  const lenses = await ask<CodeLens[]>('codeLens');
  const commands = lenses.flatMap(({ command }) => (command?.command ? [command] : []));
  assert.deepEqual(
    commands.map(({ command, arguments: given }) => [command, given]),
    [
      ['nnspec.train', [uri, 0]],
      ['nnspec.diagnose', [uri, 0]],
    ],
  );
  assert.ok(lenses.some(({ command }) => command?.title.includes('parameters')));
});

test('inlay hints of a range say what comes out of each layer', async () => {
  const lines = { start: { line: 0, character: 0 }, end: position(text.length) };
  const hints = await ask<InlayHint[]>('inlayHint', { range: lines });
  const labels = hints.map(({ label }) => label);
  assert.ok(labels.includes('→ 10') && labels.includes(' · 170 parameters'), labels.join('\n'));
  const line = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
  assert.deepEqual(await ask('inlayHint', { range: line }), []);
});

test('quick fixes repair what they say, and fix-all leaves nothing to fix', async () => {
  const at = rangeOf('dense(16, relu)');
  const actions = await ask<CodeAction[]>('codeAction', {
    range: at,
    context: { diagnostics: [] },
  });
  const preferred = actions.find(({ isPreferred }) => isPreferred);
  assert.ok(preferred?.edit && preferred.diagnostics?.[0]);
  const { code } = preferred.diagnostics[0];
  const repaired = pathToFileURL(join(folder, 'repaired.nnspec')).toString();
  await client.open(repaired, applied(preferred.edit));
  await client.ask('nnspec/trains', { uri: repaired });
  const left = await client.diagnostics(repaired, () => true);
  const start = at.start.line;
  assert.ok(!left.some((one) => one.code === code && one.range.start.line === start));

  const context = { diagnostics: [], only: ['source.fixAll'] };
  const range = { start: position(0), end: position(text.length) };
  const [fixAll] = await ask<CodeAction[]>('codeAction', { range, context });
  assert.equal(fixAll?.kind, 'source.fixAll.nnspec');
  assert.ok(fixAll.edit);
  await client.change(repaired, { text: applied(fixAll.edit) });
  const again = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: repaired },
    range,
    context,
  });
  assert.deepEqual(again, []);
});

test('one fix of two findings is offered once', async () => {
  await writeFile(join(folder, 'gaps.csv'), 'a,b,y\nfew,1,0\n,2,1\nmany,3,1\n');
  const gaps = pathToFileURL(join(folder, 'gaps.nnspec')).toString();
  await client.open(gaps, 'data D {\n  source "gaps.csv"\n  target y\n}\n');
  await client.diagnostics(gaps, (found) => found.length >= 2);
  const range = { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } };
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: gaps },
    range,
    context: { diagnostics: [] },
  });
  const leave = actions.filter(({ title }) => title === 'Leave a out');
  assert.deepEqual(
    leave.map(({ diagnostics }) => diagnostics?.map(({ code }) => code)),
    [['missing-values', 'non-numeric-feature']],
  );
});

test('definition, references and rename follow a name through all its uses', async () => {
  const use = { at: text.indexOf('train DigitNet') + 'train '.length };
  const params = { textDocument: { uri }, position: position(use.at) };
  const definition = await client.request<Location>('textDocument/definition', params);
  assert.deepEqual(definition.range, rangeOf('DigitNet'));
  const context = { includeDeclaration: true };
  const places = await client.request<Location[]>('textDocument/references', {
    ...params,
    context,
  });
  assert.equal(places.length, 2);
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
    ...params,
    newName: 'Reader',
  });
  assert.equal(applied(edit), text.replaceAll('DigitNet', 'Reader'));
});

test('names are renamed across files', async () => {
  const other = join(folder, 'letters.nnspec');
  await writeFile(other, 'model Letters from "digits.nnspec#DigitNet" {\n}\n');
  const address = pathToFileURL(other).toString();
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: address, type: 1 }],
  });
  await client.ask('nnspec/trains', { uri: address });
  const edit = await client.request<WorkspaceEdit>('textDocument/rename', {
    textDocument: { uri },
    position: rangeOf('DigitNet').start,
    newName: 'Reader',
  });
  const [change] = edit.changes?.[address] ?? [];
  const { length } = 'model Letters from "digits.nnspec#';
  assert.deepEqual(change?.range, {
    start: { line: 0, character: length },
    end: { line: 0, character: length + 'DigitNet'.length },
  });
});

test('links lead to the data file', async () => {
  const links = await ask<DocumentLink[]>('documentLink');
  const target = pathToFileURL(join(folder, 'data', 'digits.csv')).toString();
  assert.deepEqual(links, [{ range: rangeOf('data/digits.csv'), target }]);
});

test('semantic tokens lie in the order of the text', async () => {
  const { data } = await ask<SemanticTokens>('semanticTokens/full');
  assert.ok(data.length > 50 && data.length % 5 === 0);
  for (let index = 0; index < data.length; index += 5) {
    assert.ok((data[index] ?? -1) > 0 || (data[index + 1] ?? -1) >= 0);
    assert.ok((data[index + 2] ?? 0) > 0, 'no token is empty');
  }
});

test('folding and selection ranges are nested', async () => {
  const folds = await ask<{ startLine: number; endLine: number }[]>('foldingRange');
  assert.equal(folds.filter(({ startLine, endLine }) => endLine > startLine).length, 4);
  const positions = [rangeOf('0.6').start];
  const [chain] = await ask<{ range: unknown; parent?: unknown }[]>('selectionRange', {
    positions,
  });
  assert.deepEqual(chain?.range, rangeOf('0.6'));
  assert.ok(chain?.parent);
});

test('formatting gives small edits, and a formatted text none', async () => {
  const messy = pathToFileURL(join(folder, 'messy.nnspec')).toString();
  await client.open(messy, 'model   A {\ninput( 4 )\n  dense(2,softmax)\n}\n');
  const params = { textDocument: { uri: messy }, options: { tabSize: 2, insertSpaces: true } };
  const edits = await client.request<TextEdit[]>('textDocument/formatting', params);
  assert.ok(edits.length >= 3, 'one edit a line');
  const document = TextDocument.create(
    messy,
    'nnspec',
    1,
    'model   A {\ninput( 4 )\n  dense(2,softmax)\n}\n',
  );
  const formatted = TextDocument.applyEdits(document, edits);
  assert.equal(formatted, 'model A {\n  input(4)\n  dense(2, softmax)\n}\n');
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 5 } };
  const ranged = await client.request<TextEdit[]>('textDocument/rangeFormatting', {
    ...params,
    range,
  });
  assert.equal(
    TextDocument.applyEdits(document, ranged),
    'model   A {\ninput( 4 )\n  dense(2, softmax)\n}\n',
  );
});

test('a line is put straight when it ends', async () => {
  const typed = pathToFileURL(join(folder, 'typed.nnspec')).toString();
  const before = 'model A {\n  input( 4 )\n  \n  dense(2,softmax)\n}\n';
  await client.open(typed, before);
  const edits = await client.request<TextEdit[]>('textDocument/onTypeFormatting', {
    textDocument: { uri: typed },
    position: { line: 2, character: 2 },
    ch: '\n',
    options: { tabSize: 2, insertSpaces: true },
  });
  const document = TextDocument.create(typed, 'nnspec', 1, before);
  assert.equal(TextDocument.applyEdits(document, edits), before.replace('( 4 )', '(4)'));
});

test('workspace symbols are found by the letters of their names', async () => {
  const found = await client.request<{ name: string }[]>('workspace/symbol', { query: 'dgnt' });
  assert.ok(found.some(({ name }) => name === 'DigitNet'));
});

test('line breaks of Windows and characters of two units keep their places', async () => {
  const windows = pathToFileURL(join(folder, 'windows.nnspec')).toString();
  const source = '/// 🧠 thinks\r\nmodel Net {\r\n  input(4) // 🧠\r\n  dense(8, relu)\r\n}\r\n';
  await client.open(windows, source);
  const [line, character] = [3, '  dense(8, '.length];
  const hover = await client.request<Hover>('textDocument/hover', {
    textDocument: { uri: windows },
    position: { line, character },
  });
  const end = { line, character: character + 'relu'.length };
  assert.deepEqual(hover.range, { start: { line, character }, end });
  const beyond = { line: 2, character: 1000 };
  const nothing = await client.request('textDocument/hover', {
    textDocument: { uri: windows },
    position: beyond,
  });
  assert.equal(nothing, null, 'a position beyond its line is the end of that line');
});

test('a specification of 10,000 lines is served', async () => {
  const large = pathToFileURL(join(folder, 'large.nnspec')).toString();
  const one = (index: number) =>
    `model Net${index} {\n  input(4)\n${'  dense(8, relu, init: he_normal)\n'.repeat(5)}  dense(3, softmax)\n}\n`;
  const source = Array.from({ length: 1112 }, (_, index) => one(index)).join('');
  assert.ok(source.split('\n').length > 10_000);
  await client.open(large, source);
  await client.diagnostics(large, () => true);
  const symbols = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', {
    textDocument: { uri: large },
  });
  assert.equal(symbols.length, 1112);
  const end = { line: 10_005, character: 5 };
  const hover = await client.request<Hover>('textDocument/hover', {
    textDocument: { uri: large },
    position: end,
  });
  assert.match((hover.contents as { value: string }).value, /dense|softmax|input|Net/);
});

/** A request about the document. */
function ask<R>(feature: string, params: object = {}): Promise<R> {
  return client.request<R>(`textDocument/${feature}`, { textDocument: { uri }, ...params });
}

/** A request about the place of a word in the document. */
function at<R>(method: string, word: string, offset = 1): Promise<R> {
  const place = position(text.indexOf(word) + offset);
  return client.request<R>(method, { textDocument: { uri }, position: place });
}

async function completionsAfter(words: string): Promise<string[]> {
  const place = position(text.indexOf(words) + words.length);
  const list = await ask<CompletionList>('completion', { position: place });
  return list.items.map(({ label }) => label);
}

function position(offset: number): Position {
  return TextDocument.create(uri, 'nnspec', 1, text).positionAt(offset);
}

function rangeOf(word: string) {
  const start = text.indexOf(word);
  return { start: position(start), end: position(start + word.length) };
}

function applied(edit: WorkspaceEdit): string {
  const document = TextDocument.create(uri, 'nnspec', 1, text);
  return TextDocument.applyEdits(document, edit.changes?.[uri] ?? []);
}

function assertWithin({ range, selectionRange, children = [] }: DocumentSymbol): void {
  assert.ok(compare(range.start, selectionRange.start) <= 0);
  assert.ok(compare(selectionRange.end, range.end) <= 0);
  for (const child of children) assertWithin(child);
}

function compare(left: Position, right: Position): number {
  return left.line - right.line || left.character - right.character;
}
