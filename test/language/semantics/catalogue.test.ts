import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  analyze,
  CATALOGUE,
  EMPTY_ENVIRONMENT,
  type Entry,
  type EntryKind,
  LEARNING_RATES,
  MATCHING_INITIALIZERS,
} from '#language';

const ENTRIES = Object.values(CATALOGUE).flat() as readonly Entry[];

function namesOf(kind: EntryKind): string[] {
  return CATALOGUE[kind].map(({ name }) => name);
}

test('every entry says what it is, with a snippet that begins with its name', () => {
  for (const { name, summary, documentation, snippet, parameters } of ENTRIES) {
    assert.match(name, /^[a-z][a-z0-9_]*$/);
    assert.match(summary, /\.$/, name);
    assert.ok(documentation.length > 0, name);
    assert.ok(snippet.startsWith(name), `${name}: ${snippet}`);
    for (const parameter of parameters) {
      assert.match(parameter.documentation, /\.$/, `${name}.${parameter.name}`);
    }
  }
});

test('names are unique within their kind and block', () => {
  for (const [kind, entries] of Object.entries(CATALOGUE)) {
    const keys = entries.flatMap((entry: Entry & { blocks?: readonly string[] }) =>
      (entry.blocks ?? ['']).map((block) => `${block} ${entry.name}`),
    );
    assert.equal(new Set(keys).size, keys.length, kind);
  }
});

test('defaults are within their range and words of the catalogue', () => {
  for (const { name, parameters } of ENTRIES) {
    for (const { name: parameter, default: value, range, type, choices } of parameters) {
      const label = `${name}.${parameter}`;
      if (typeof value === 'number' && range?.minimum !== undefined) {
        assert.ok(range.openMinimum ? value > range.minimum : value >= range.minimum, label);
      }
      if (typeof value === 'number' && range?.maximum !== undefined) {
        assert.ok(range.openMaximum ? value < range.maximum : value <= range.maximum, label);
      }
      if (type === 'choice')
        assert.ok(
          choices?.some((choice) => choice.name === value),
          label,
        );
      if (typeof value === 'string' && type in CATALOGUE) {
        assert.ok(namesOf(type as EntryKind).includes(value), label);
      }
    }
  }
});

test('the tuning table speaks of every activation and optimizer', () => {
  assert.deepEqual(Object.keys(MATCHING_INITIALIZERS).sort(), namesOf('activation').sort());
  assert.deepEqual(Object.keys(LEARNING_RATES).sort(), namesOf('optimizer').sort());
});

/** A snippet as it stands in the text when every placeholder is left as it is. */
function filled(snippet: string): string {
  return snippet
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, '$1')
    .replaceAll(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll(/\$\d/g, '');
}

test('every layer, taken from its snippet, is understood', () => {
  for (const { name, snippet } of CATALOGUE.layer) {
    if (name === 'input') continue;
    const text = `model Net {\n  input(12)\n  ${filled(snippet)}\n}\n`;
    const { structural } = analyze(text, EMPTY_ENVIRONMENT);
    const faults = structural.filter(
      ({ rule }) => !rule.startsWith('shape') && rule !== 'return-sequences',
    );
    assert.deepEqual(
      faults.map(({ message }) => message),
      [],
      name,
    );
  }
});

test('every setting, taken from its snippet, is understood', () => {
  const blocks = {
    data: 'data D',
    model: 'model N',
    train: 'train N on D',
    phase: 'train N on D { phase p',
  };
  for (const { name, snippet, blocks: places } of CATALOGUE.setting) {
    const [block = 'data'] = places;
    const { structural } = analyze(`${blocks[block]} { ${filled(snippet)} }\n`, EMPTY_ENVIRONMENT);
    const faults = structural.filter(
      ({ message }) => message.startsWith(`'${name}'`) || message.startsWith(`${name} `),
    );
    assert.deepEqual(
      faults.map(({ message }) => message),
      [],
      name,
    );
  }
});

test('every word that computes something has its formula, every idea its source', () => {
  const { setting: _settings, block: _blocks, selection: _selections, ...kinds } = CATALOGUE;
  const entries: readonly Entry[] = Object.values(kinds).flat();
  const nameless = (field: 'formula' | 'source') =>
    entries.filter((entry) => !entry[field]).map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(nameless('formula'), ['layer input']);
  // What is a matter of writing, not of a paper.
  const plain = ['layer input', 'layer activation', 'layer flatten', 'layer reshape'];
  const constants = ['initializer zeros', 'initializer ones', 'initializer constant'];
  assert.deepEqual(nameless('source'), [...plain, ...constants, 'scaling none']);
});
