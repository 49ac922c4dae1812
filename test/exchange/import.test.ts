import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { EXPORT_FORMATS, ImportError, importModel } from '#exchange';
import { analyze, EMPTY_ENVIRONMENT, formatText, parse } from '#language';
import type { LayerPlan, ModelPlan } from '#plan';
import { randomSpecification } from '../language/random-models.ts';
import { KERAS_2, KERAS_3, NESTED } from './keras-models.ts';
import { hasModules, lacks, runPython, sharedFolder } from './python.ts';
import { planOf } from './recorded-training.ts';

const program = fileURLToPath(new URL('print_models.py', import.meta.url));
const folder = sharedFolder();

/** Models of random layers, written out as Keras and read back. */
const RANDOM = { numRuns: 40, seed: 2024 };
const texts = fc.sample(randomSpecification, RANDOM);
let printed: { readonly keras: readonly string[]; readonly pytorch: readonly string[] } | null =
  null;

before(async () => {
  if (!hasModules('keras', 'torch')) return;
  const scripts = texts.map((text, index) => {
    const file = join(folder, `model_${index}.py`);
    const format = EXPORT_FORMATS.find(({ id }) => id === 'keras');
    const place = { specification: 'a.nnspec', script: 'a.py', folder: '' };
    if (format?.makes.from === 'plan')
      writeFileSync(file, format.makes.script(planOf(text), place));
    return file;
  });
  printed = JSON.parse(await runPython([program, ...scripts]));
});

/** What of a plan a description of the model can hold: no places in the text. */
function described(model: ModelPlan): unknown {
  const plain = (layer: LayerPlan): unknown => {
    const { id: _id, origin: _origin, ...rest } = withoutUnused(layer);
    if (rest.type === 'residual') return { ...rest, body: rest.body.map(plain) };
    if (rest.type === 'parallel') {
      return { ...rest, branches: rest.branches.map((branch) => branch.map(plain)) };
    }
    return rest;
  };
  return [model.inputShape, flatBranches(model.layers).map(plain)];
}

/** How a bias starts says nothing where there is none. */
function withoutUnused(layer: LayerPlan): LayerPlan {
  return 'bias' in layer && !layer.bias ? { ...layer, biasInit: { name: 'zeros' } } : layer;
}

/** A parallel block of one branch is that branch, and Keras knows no activation that does nothing. */
function flatBranches(layers: readonly LayerPlan[]): LayerPlan[] {
  return layers.flatMap((layer) => {
    if (layer.type === 'parallel' && layer.branches.length === 1) {
      return flatBranches(layer.branches[0] ?? []);
    }
    return [layer];
  });
}

/** The model of an imported text, put behind the data of the original. */
function importedModel(original: string, json: string): ModelPlan {
  const { text } = importModel(json);
  const model = /^model [\s\S]*?^\}/m.exec(text)?.[0] ?? '';
  const name = /^model (\w+)/.exec(model)?.[1];
  const data = original.slice(0, original.indexOf('model Net'));
  const train = original.slice(original.indexOf('train Net')).replace('train Net', `train ${name}`);
  return planOf(`${data}\n${model}\n${train}`).model;
}

test('random models survive the way through Keras: the same layers with the same numbers', (t) => {
  if (lacks(t, 'keras', 'torch') || !printed) return;
  for (const [index, json] of printed.keras.entries()) {
    const original = texts[index] as string;
    const expected = described(planOf(original).model);
    assert.deepEqual(described(importedModel(original, json)), expected, original);
  }
});

test('what leaves the size of its images open says so', () => {
  const { text } = importModel(`Net(
  (conv): Conv2d(3, 16, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (pool): AdaptiveAvgPool2d(output_size=1)
  (fc): Linear(in_features=16, out_features=10, bias=True)
)`);
  assert.match(text, /input\(28, 28, 3\)\n {2}\/\/ .* 28 is a guess\./);
});

test('PyTorch printouts become specifications', (t) => {
  if (lacks(t, 'keras', 'torch') || !printed) return;
  const [images = '', sequences = '', unknown = ''] = printed.pytorch.map(
    (one) => importModel(one).text,
  );
  assert.match(
    images,
    /input\(8, 8, 1\)\n {2}conv2d\(16, 3, relu, padding: same\)\n {2}max_pool2d\(2\)/,
  );
  assert.match(
    images,
    /dense\(32, bias: false\)\n {2}batch_norm\n {2}activation\(leaky_relu\(0\.2\)\)/,
  );
  assert.match(images, /dropout\(0\.3\)\n {2}dense\(10, softmax\)/);
  assert.match(
    sequences,
    /conv1d\(8, 5, tanh, stride: 2\)\n {2}global_avg_pool\n {2}flatten\n {2}layer_norm/,
  );
  assert.match(
    unknown,
    /dense\(8, elu\(0\.5\)\)\n {2}\/\/ \w+ is not available: left out\.\n {2}dense\(2\)/,
  );
  for (const text of [images, sequences]) assertUsable(text);
});

/** It parses, is formatted, and nothing in its structure is wrong. */
function assertUsable(text: string): void {
  assert.equal(formatText(text), text);
  const { findings } = analyze(text, EMPTY_ENVIRONMENT);
  assert.deepEqual(
    findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    [],
    text,
  );
}

test('Keras 3: layers, residual sums, compiled settings', () => {
  const { text, from } = importModel(JSON.stringify(KERAS_3));
  assert.equal(from, 'keras');
  assert.match(text, /input\(4\)\n {2}dense\(8, relu, init: glorot_uniform\) as first/);
  assert.match(text, /residual \{\n {4}dense\(8, init: he_normal, l2: 1e-3, max_norm: 3\)\n {2}\}/);
  assert.match(text, /The loss had the softmax in it/);
  assert.match(text, /dense\(3, softmax\)/);
  assert.match(
    text,
    /loss cross_entropy\n {2}optimizer adam\(learning_rate: 1e-3\)\n {2}metrics accuracy/,
  );
  assertUsable(text);
});

test('Keras 2: the old formats of layers, inputs and connections', () => {
  const { text } = importModel(JSON.stringify(KERAS_2));
  assert.match(text, /input\(28, 28, 1\)/);
  assert.match(text, /parallel \{\n {4}branch \{/);
  assert.match(text, /batch_norm\(momentum: 0\.99, epsilon: 1e-3\)/);
  assert.match(text, /\/\/ SeparableConv2D 'odd' is not available: left out\./);
});

test('a model inside a model is written out', () => {
  const { text } = importModel(JSON.stringify(NESTED));
  assert.match(text, /dense\(8, relu\)\n {2}dense\(2, softmax\)/);
});

const refused: readonly [what: string, text: string, says: RegExp][] = [
  ['nothing', '  ', /The text is empty/],
  ['prose', 'I have a network with three layers.', /Line 1: a module was expected/],
  ['broken JSON', '{"class_name": ', /begins like JSON but is none/],
  ['other JSON', '{"a": 1}', /has no class_name; it has a/],
  ['no layers', '{"class_name": "Sequential", "config": {"layers": []}}', /has no layers/],
  ['an unclosed printout', 'Sequential(\n  (0): ReLU()', /the end of Sequential\(…\) is missing/],
  ['a text after it', 'ReLU()\nReLU()', /the printout should end here, found 'ReLU\(\)'/],
];

for (const [what, text, says] of refused) {
  test(`${what} is refused with what was found`, () => {
    assert.throws(
      () => importModel(text),
      (error) => error instanceof ImportError && says.test(error.message),
    );
  });
}

test('a sum that is no residual is refused with its name', () => {
  const model = structuredClone(KERAS_3) as {
    config: { layers: { name: string; inbound_nodes: unknown }[] };
  };
  const sum = model.config.layers.find(({ name }) => name === 'sum');
  if (sum)
    sum.inbound_nodes = [
      [
        ['dense_1', 0, 0, {}],
        ['other', 0, 0, {}],
      ],
    ];
  const other = {
    ...structuredClone(model.config.layers[2]),
    name: 'other',
  } as (typeof model.config.layers)[0];
  model.config.layers.push(other);
  assert.throws(() => importModel(JSON.stringify(model)), /The sum 'sum' cannot be expressed/);
});

test('whatever is changed in a description, it is imported as text that parses or refused with a reason', () => {
  const sources = [KERAS_3, KERAS_2, NESTED].map((model) => JSON.stringify(model));
  sources.push(
    'Sequential(\n  (0): Linear(in_features=4, out_features=8, bias=True)\n  (1): LSTM(3, 4, num_layers=2)\n)',
  );
  const mutation = fc.tuple(
    fc.constantFrom(...sources),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(6),
        fc.constantFrom('', '{', '[1]', 'null', '-1', '"x"', '1e999', ')', '(2', 'true'),
      ),
      { maxLength: 4 },
    ),
  );
  fc.assert(
    fc.property(mutation, ([source, edits]) => {
      const text = edits.reduce((changed, [share, removed, inserted]) => {
        const at = Math.floor(share * changed.length);
        return changed.slice(0, at) + inserted + changed.slice(at + removed);
      }, source);
      let imported: string;
      try {
        imported = importModel(text).text;
      } catch (error) {
        assert.ok(error instanceof ImportError && error.message.length > 10, String(error));
        return;
      }
      assert.deepEqual(parse(imported).problems, [], imported);
    }),
    { numRuns: 3000 },
  );
});

test('whatever value a key of a description has, nothing crashes', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const keys = keysOf(KERAS_3);
  fc.assert(
    fc.property(fc.constantFrom(...keys), value, (key, found) => {
      const text = JSON.stringify(KERAS_3, (name, old: unknown) => (name === key ? found : old));
      try {
        assert.deepEqual(parse(importModel(text).text).problems, []);
      } catch (error) {
        assert.ok(error instanceof ImportError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

function keysOf(value: unknown): string[] {
  const keys = new Set<string>();
  JSON.stringify(value, (name, inner: unknown) => {
    if (name !== '' && !/^\d+$/.test(name)) keys.add(name);
    return inner;
  });
  return [...keys];
}
