import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { speak, type Texts } from '#l10n';

const file = new URL('../l10n/id.json', import.meta.url);

/** The translations as they are shipped. */
export const indonesian: Texts = JSON.parse(readFileSync(file, 'utf8'));

/** A test in which everything is said in Indonesian; afterwards in English again. */
export function testInIndonesian(
  name: string,
  run: (context: TestContext) => void | Promise<void>,
) {
  test(name, async (context) => {
    speak(indonesian);
    context.after(() => speak({}));
    await run(context);
  });
}
