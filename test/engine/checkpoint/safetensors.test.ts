import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CheckpointError,
  headerBytes,
  readModelFile,
  readSafetensors,
  readSafetensorsHeader,
  type Tensor,
  writeSafetensors,
} from '#engine';

const encoder = new TextEncoder();

/** A file with this text as its header and so many bytes of tensors. */
function fileOf(header: string, dataBytes = 0): Uint8Array {
  const text = encoder.encode(header);
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const example: Tensor[] = [
  {
    name: 'a.weight',
    type: 'F32',
    shape: [2, 3],
    bytes: Uint8Array.from({ length: 24 }, (_, i) => i),
  },
  { name: 'count', type: 'I64', shape: [], bytes: new Uint8Array(8).fill(7) },
  { name: 'none', type: 'F64', shape: [0, 4], bytes: new Uint8Array() },
  { name: '__proto__', type: 'U8', shape: [1], bytes: Uint8Array.of(9) },
  { name: 'constructor', type: 'U8', shape: [1], bytes: Uint8Array.of(8) },
  { name: 'ä/"b"\\', type: 'U8', shape: [3], bytes: Uint8Array.of(1, 2, 3) },
];

test('what is written is read again', () => {
  const file = writeSafetensors({ tensors: example, metadata: { format: 'pt', note: '“…”\n' } });
  const { tensors, metadata } = readSafetensors(file);
  assert.deepEqual(metadata, { format: 'pt', note: '“…”\n' });
  const byName = (list: readonly Tensor[]) =>
    Object.fromEntries(
      list.map(({ name, bytes, ...rest }) => [name, { ...rest, bytes: [...bytes] }]),
    );
  assert.deepEqual(byName(tensors), byName(example));
});

test('tensors are aligned and the header can be read without them', () => {
  const file = writeSafetensors({ tensors: example, metadata: {} });
  const bytes = headerBytes(file.subarray(0, 8), file.length);
  const { tensors, dataStart } = readSafetensorsHeader(file.slice(0, bytes), file.length);
  assert.equal(dataStart % 8, 0);
  for (const { name, begin, end } of tensors) {
    if (name === 'count') assert.equal(begin % 8, 0);
    if (name === 'a.weight') assert.equal(begin % 4, 0);
    assert.ok(end <= file.length - dataStart);
  }
});

const F32 = (from: number, to: number, shape = [(to - from) / 4]) =>
  `{"dtype":"F32","shape":${JSON.stringify(shape)},"data_offsets":[${from},${to}]}`;

const refused: readonly (readonly [what: string, file: Uint8Array, reason: RegExp])[] = [
  ['an empty file', new Uint8Array(), /is empty/],
  ['seven bytes', new Uint8Array(7), /7 bytes, too few/],
  ['a header of no length', fileOf(''), /no safetensors file/],
  ['a csv', encoder.encode('sepal,petal,species\n1,2,setosa\n'), /no safetensors file/],
  ['a header beyond the end', fileOf('{}').subarray(0, 9), /cut off: its header/],
  ['a list', fileOf('[]'), /no header in JSON/],
  ['half a header', fileOf('{"a":'), /no JSON/],
  ['bytes that are no text', fileOf('{"a').fill(0xff, 10), /no text in UTF-8/],
  ['a name twice', fileOf(`{"a":${F32(0, 4)},"a":${F32(0, 4)}}`, 4), /names 'a' twice/],
  ['a name twice, escaped', fileOf(`{"a":${F32(0, 4)},"\\u0061":${F32(0, 4)}}`, 4), /'a' twice/],
  ['an unknown type', fileOf('{"a":{"dtype":"F3","shape":[],"data_offsets":[0,4]}}', 4), /"F3"/],
  [
    'a type from the prototype',
    fileOf('{"a":{"dtype":"constructor","shape":[],"data_offsets":[0,0]}}'),
    /not known/,
  ],
  [
    'a negative length',
    fileOf('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4),
    /shape of 'a'/,
  ],
  [
    'half a length',
    fileOf('{"a":{"dtype":"F32","shape":[0.5],"data_offsets":[0,2]}}', 2),
    /shape of 'a'/,
  ],
  ['one offset', fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}', 4), /place of 'a'/],
  [
    'a size that does not fit',
    fileOf(`{"a":${F32(0, 8, [3])}}`, 8),
    /\(3\) needs 12 bytes and has 8/,
  ],
  ['an overflowing size', fileOf(`{"a":${F32(0, 4, [2 ** 40, 2 ** 40])}}`, 4), /needs/],
  ['an overlap', fileOf(`{"a":${F32(0, 8)},"b":${F32(4, 12)}}`, 12), /'b' overlaps/],
  ['a gap', fileOf(`{"a":${F32(0, 4)},"b":${F32(8, 12)}}`, 12), /gap before 'b'/],
  ['a gap at the start', fileOf(`{"a":${F32(4, 8)}}`, 8), /gap before 'a'/],
  ['missing bytes', fileOf(`{"a":${F32(0, 8)}}`, 7), /should have 8 bytes and 7 are there/],
  ['bytes too many', fileOf(`{"a":${F32(0, 8)}}`, 9), /1 bytes too many/],
  ['metadata of numbers', fileOf('{"__metadata__":{"epoch":3}}'), /'epoch' is no text/],
  ['metadata of no kind', fileOf('{"__metadata__":"x"}'), /no list of texts/],
];

for (const [what, file, reason] of refused) {
  test(`refused with its reason: ${what}`, () => {
    assert.throws(
      () => readSafetensors(file),
      (error) => error instanceof CheckpointError && reason.test(error.message),
    );
  });
}

test('a length beyond what numbers can count is refused', () => {
  const file = new Uint8Array(64).fill(0xff);
  assert.throws(() => readSafetensors(file), CheckpointError);
});

test('two tensors of one name cannot be written', () => {
  const twice = [example[0], example[0]] as Tensor[];
  assert.throws(() => writeSafetensors({ tensors: twice, metadata: {} }), /Two tensors/);
});

/** Reads or refuses; anything else is thrown. */
function readable(file: Uint8Array): boolean {
  try {
    readModelFile(file);
    return true;
  } catch (error) {
    if (error instanceof CheckpointError) return false;
    throw error;
  }
}

test('random bytes are read or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(220), (bytes, length) => {
      const file = new Uint8Array(8 + bytes.length);
      file.set(bytes, 8);
      new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
      readable(file);
    }),
    { numRuns: 2000 },
  );
});

test('a file with bytes changed, cut or put in is read or refused', () => {
  const whole = writeSafetensors({ tensors: example, metadata: { note: 'x' } });
  const change = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 6 }),
      fc.nat(whole.length),
      fc.boolean(),
      (changes, cut, shortened) => {
        const file = whole.slice(0, shortened ? cut : whole.length);
        for (const { at, byte } of changes) if (at < file.length) file[at] = byte;
        readable(file);
      },
    ),
    { numRuns: 3000 },
  );
});
