import { describe, it } from 'node:test';
import { askEverything } from './answers.ts';
import { corpus } from './corpus.ts';

describe('nasty inputs', () => {
  for (const { name, text } of corpus()) {
    it(`${name}: every question is answered, nothing is lost`, () => askEverything(text));
  }
});
