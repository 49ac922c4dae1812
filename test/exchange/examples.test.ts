import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXPORT_FORMATS } from '#exchange';
import { lacks, runPython, temporaryFolder } from './python.ts';
import { planOf } from './recorded-training.ts';
import { OPTIMIZER_TRAININGS, PHASES, SCHEDULE_TRAININGS, TRAININGS } from './specifications.ts';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const files = globSync('*.nnspec', { cwd: examples }).sort();
const program = fileURLToPath(new URL('run_scripts.py', import.meta.url));

/** Seconds matter here: mnist has 60,000 images, and Keras takes long over each step of a recurrent network. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  pytorch: [],
  keras: ['mnist.nnspec', 'sine_forecast.nnspec'],
};

function scriptOf(format: string, text: string, name = 'net.nnspec', folder = ''): string {
  const found = EXPORT_FORMATS.find(({ id }) => id === format);
  if (found?.makes.from !== 'plan') throw new Error(`${format} is no script of a plan.`);
  return found.makes.script(planOf(text), { specification: name, script: 'net.py', folder });
}

for (const [format, needs] of [
  ['pytorch', ['torch']],
  ['keras', ['keras', 'torch']],
] as const) {
  test(`the shipped examples run for an epoch when exported to ${format}`, async (t) => {
    if (lacks(t, ...needs)) return;
    const folder = temporaryFolder(t);
    const chosen = files.filter((file) => !LEFT_OUT[format]?.includes(file));
    const scripts = chosen.map((file) => {
      const script = join(folder, `${basename(file, '.nnspec')}.py`);
      writeFileSync(
        script,
        scriptOf(format, readFileSync(join(examples, file), 'utf8'), file, examples),
      );
      return script;
    });
    const output = await runPython([program, ...scripts]);
    const answers = JSON.parse(
      output.slice(output.lastIndexOf('\n{') + 1 || output.lastIndexOf('\n[')),
    ) as readonly {
      readonly output?: string;
      readonly error?: string;
    }[];
    for (const [index, { output: printed, error }] of answers.entries()) {
      assert.equal(error, undefined, chosen[index]);
      assert.match(printed ?? '', /test loss \d/, chosen[index]);
    }
  });
}

test('no line of a script is longer than 100 characters or ends in a blank', () => {
  const texts = [
    ...Object.values({ ...TRAININGS, ...OPTIMIZER_TRAININGS, ...SCHEDULE_TRAININGS }),
    PHASES,
    ...files.map((file) => readFileSync(join(examples, file), 'utf8')),
  ];
  for (const text of texts) {
    for (const format of ['pytorch', 'keras']) {
      for (const line of scriptOf(format, text).split('\n')) {
        assert.ok(line.length <= 100, `${format}: ${line}`);
        assert.equal(line, line.trimEnd(), format);
      }
    }
  }
});
