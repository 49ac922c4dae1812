import assert from 'node:assert/strict';
import { completionsAt } from '../../../language/src/features/completion.ts';
import { hoverAt } from '../../../language/src/features/hover.ts';
import { signatureHelpAt } from '../../../language/src/features/signature-help.ts';
import { testInIndonesian } from '../../indonesian.ts';
import { analyzed } from './analyzed.ts';
import { marked } from './marked.ts';

function hovered(source: string): string {
  const { text, offset } = marked(source);
  return hoverAt(analyzed(text), offset)?.markdown ?? '';
}

testInIndonesian('a hover says what holds here and what the word means', () => {
  const dense = hovered('model A {\n  input(4)\n  den|se(8, relu)\n}');
  assert.match(dense, /4 → 8 · 40 parameter\n/);
  assert.match(dense, /bias: true {2}\/\/ bawaan/);
  assert.match(dense, /\*\*Lapisan terhubung penuh\.\*\*/);
  assert.doesNotMatch(dense, /every|layer\b(?!\()/i);
});

testInIndonesian('a hover tells what the tuning table says of a setting', () => {
  const batch = hovered('train A on B {\n  batch_s|ize 32\n}');
  assert.match(batch, /Paling sedikit 1\. Bila tidak ditulis: `32`\./);
  assert.match(batch, /Tabel penyetelan: \*\*ukuran batch\*\* umumnya 32\./);
  assert.match(batch, /- untuk overfitting: kurangi ukuran batch/);
});

testInIndonesian('completions are described, their labels stay', () => {
  const { text, offset } = marked('model A {\n  input(4)\n  |\n}');
  const items = completionsAt(analyzed(text), offset);
  const detail = (label: string) => items.find((item) => item.label === label)?.detail;
  assert.equal(detail('lstm'), 'Long short-term memory.');
  assert.equal(detail('flatten'), 'Mengubah bentuk apa pun menjadi vektor.');
});

testInIndonesian('so are keywords and templates', () => {
  const { text, offset } = marked('|');
  const items = completionsAt(analyzed(text), offset);
  const detail = (label: string) => items.find((item) => item.label === label)?.detail;
  assert.equal(detail('let'), 'Bilangan bernama');
  assert.equal(detail('model images'), 'Konvolusi, pooling, softmax atas kelas');
});

testInIndonesian('so are the arguments of a call', () => {
  const { text, offset } = marked('model A {\n  input(4)\n  dense(|)\n}');
  const help = signatureHelpAt(analyzed(text), offset);
  assert.equal(help?.documentation, 'Lapisan terhubung penuh.');
  assert.match(help?.parameters[0]?.documentation ?? '', /Banyaknya neuron\./);
});
