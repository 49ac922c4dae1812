/**
 * Random editing for as long as one likes: `npm run soak -- --minutes 10 [--seed 1]`. By turns it edits texts in this process, each
 * analysis compared with a fresh one, and drives the built server as an editor does, compared with a server that was just
 * started. A text that something failed for is kept in `test/language/fuzz/corpus`, where the tests find it.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { someText, someTypings, textsOf } from './language/edits.ts';
import { askEverything } from './language/fuzz/answers.ts';
import { keep } from './language/fuzz/corpus.ts';
import { checkTexts } from './language/semantics/compare.ts';
import { EditorModel } from './protocol/editor-model.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1e6) },
  },
});

const ends = Date.now() + 60_000 * Number(values.minutes);
let seed = Number(values.seed);
const done = { texts: 0, actions: 0, comparisons: 0 };
console.log(`seed ${seed}`);

while (Date.now() < ends) {
  editTexts(seed);
  await editInServer(seed);
  seed++;
  if (process.stdout.isTTY) process.stdout.write(`\r${JSON.stringify(done)}`);
}
console.log(
  `\n${done.texts} texts edited, each step equal to a fresh analysis; ${done.actions} actions in the server, ` +
    `${done.comparisons} times equal to a fresh one.`,
);

function editTexts(from: number): void {
  const property = fc.property(someText, someTypings, fc.nat(), (text, typings, start) => {
    const texts = textsOf(text, typings);
    done.texts += texts.length;
    checkTexts(texts, start);
    askEverything(texts.at(-1) ?? '');
  });
  const { failed, counterexample, errorInstance } = fc.check(property, { seed: from, numRuns: 60 });
  if (!failed || !counterexample) return;
  const [text, typings] = counterexample;
  const kept = textsOf(text, typings).map(keep);
  console.error(`Seed ${from}: ${JSON.stringify(counterexample)}; the texts are kept as ${kept}.`);
  throw errorInstance;
}

async function editInServer(from: number): Promise<void> {
  const model = await EditorModel.start(from);
  try {
    for (let round = 0; round < 8; round++) {
      for (let action = 0; action < 25; action++) await model.act();
      done.actions += 25;
      await model.check();
      done.comparisons++;
    }
  } catch (error) {
    const kept = model.texts.map(([name, text]) => `${name} as ${keep(text)}`);
    console.error(`Seed ${from}: the texts are kept: ${kept.join(', ')}.`);
    throw error;
  }
  await model.stop();
}
