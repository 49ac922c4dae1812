import assert from 'node:assert/strict';
import {
  commands,
  Disposable,
  EventEmitter,
  type FileChangeEvent,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  Uri,
  window,
  workspace,
} from 'vscode';
import { codeOf, extensionApi, lintFindings } from './example.ts';
import { eventually, type Step } from './steps.ts';

/** Files that are on no disk, as those of a repository that is only looked at in VS Code: everything is read through the editor. */
export const virtualSteps: readonly Step[] = [
  { name: 'a specification of a virtual workspace is checked, with its table', check: checks },
  { name: 'its model trains to the end', check: trains },
];

const table = Array.from({ length: 300 }, (_, row) => {
  const [x, y] = [Math.sin(row), Math.cos(3 * row)];
  return `${x.toFixed(4)},${y.toFixed(4)},${row},${x > y ? 'right' : 'left'}`;
});

/** With a column of the table that it is to leave out. */
function specify(column: string): string {
  return `data Sides {
  source "points.csv"
  target side
  features exclude(${column})
  split train 60%, validation 20%, test 20%
}

model SideNet {
  input(2)
  dense(16, relu, init: he_normal)
  dense(2, softmax, init: glorot_uniform)
}

train SideNet on Sides {
  loss cross_entropy
  optimizer adam(learning_rate: 3e-3)
  epochs 10
  early_stopping(patience: 10)
}
`;
}

const files: Readonly<Record<string, string>> = {
  '/models/sides.nnspec': specify('hight'),
  '/models/sound.nnspec': specify('height'),
  '/models/points.csv': `x,y,height,side\n${table.join('\n')}\n`,
};

const folders = ['/', '/models'];

const provider: FileSystemProvider = {
  onDidChangeFile: new EventEmitter<FileChangeEvent[]>().event,
  watch: () => new Disposable(() => undefined),
  stat({ path }) {
    const size = files[path]?.length;
    if (size === undefined && !folders.includes(path)) throw FileSystemError.FileNotFound(path);
    const type = size === undefined ? FileType.Directory : FileType.File;
    return { type, ctime: 0, mtime: 0, size: size ?? 0 };
  },
  readDirectory: ({ path }) =>
    Object.keys(files)
      .filter((file) => file.startsWith(`${path}/`))
      .map((file) => [file.slice(path.length + 1), FileType.File]),
  readFile({ path }) {
    const text = files[path];
    if (text === undefined) throw FileSystemError.FileNotFound(path);
    return new TextEncoder().encode(text);
  },
  writeFile: refuse,
  createDirectory: refuse,
  delete: refuse,
  rename: refuse,
};

function refuse(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}

const specification = Uri.parse('memory:/models/sides.nnspec');

async function checks(): Promise<void> {
  workspace.registerFileSystemProvider('memory', provider, { isReadonly: true });
  const document = await workspace.openTextDocument(specification);
  await window.showTextDocument(document);
  // Only who has read the table knows that it has no such column.
  const { message } = await eventually('the unknown column', () =>
    lintFindings(document).find((diagnostic) => codeOf(diagnostic) === 'unknown-name'),
  );
  assert.match(message, /no column 'hight'.* 'height'/);
}

async function trains(): Promise<void> {
  const api = await extensionApi();
  const uri = Uri.parse('memory:/models/sound.nnspec');
  await window.showTextDocument(await workspace.openTextDocument(uri));
  await commands.executeCommand('nnspec.train', uri.toString(), 0);
  const run = await eventually(
    'finished run',
    () => api.runs(uri.toString(), 0).find(({ state }) => state === 'finished'),
    60,
  );
  assert.equal(run.model, 'SideNet');
  assert.equal(run.epochs, 10);
}
