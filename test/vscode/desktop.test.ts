import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualPlaces } from '../../scripts/vscode/desktop.ts';
import { startable, windowsCommand } from '../../scripts/vscode/programs.ts';

test('on Windows the script for other shells is passed over', () => {
  const found = ['C:\\Microsoft VS Code\\bin\\code', 'C:\\Microsoft VS Code\\bin\\code.cmd', ''];
  assert.equal(startable(found, 'win32'), found[1]);
  assert.equal(startable(found, 'linux'), found[0]);
  assert.equal(startable([''], 'linux'), undefined);
});

test('paths with spaces stay whole in the shell of Windows', () => {
  assert.equal(
    windowsCommand('C:\\Program Files\\code.cmd', ['--extensionDevelopmentPath=C:\\my nets', 'a']),
    '"C:\\Program Files\\code.cmd" "--extensionDevelopmentPath=C:\\my nets" "a"',
  );
});

test('VS Code is looked for where its installers put it', () => {
  assert.deepEqual(usualPlaces('darwin', { HOME: '/Users/ada' }), [
    '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
    '/Users/ada/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  ]);
  const windows = {
    LOCALAPPDATA: 'C:\\Users\\Ada L\\AppData\\Local',
    ProgramFiles: 'C:\\Programs',
  };
  assert.deepEqual(usualPlaces('win32', windows), [
    'C:\\Users\\Ada L\\AppData\\Local\\Programs\\Microsoft VS Code\\bin\\code.cmd',
    'C:\\Programs\\Microsoft VS Code\\bin\\code.cmd',
  ]);
  assert.deepEqual(usualPlaces('linux', {}), []);
});
