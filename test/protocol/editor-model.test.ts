import { test } from 'node:test';
import { EditorModel } from './editor-model.ts';

test('after random edits, renamings and changes of files, the server says what a fresh one says', async () => {
  const model = await EditorModel.start(1);
  for (let round = 0; round < 6; round++) {
    for (let action = 0; action < 15; action++) await model.act();
    await model.check();
  }
  await model.stop();
});
