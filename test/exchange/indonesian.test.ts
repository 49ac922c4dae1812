import assert from 'node:assert/strict';
import { EXPORT_FORMATS, importModel } from '#exchange';
import { testInIndonesian } from '../indonesian.ts';

testInIndonesian('what an import cannot express is told in the specification it makes', () => {
  const printout =
    'Net(\n  (fc): Linear(in_features=4, out_features=2, bias=True)\n  (odd): PixelShuffle(2)\n)';
  const { text, remarks } = importModel(printout);
  assert.match(text, /^\/\/\/ Diimpor dari cetakan PyTorch\.$/m);
  assert.match(text, /\/\/ PixelShuffle tidak tersedia: tidak diambil\./);
  assert.match(text, /dense\(2\)/);
  assert.equal(remarks, 2);
});

testInIndonesian('a text that is no model is told of with its line', () => {
  assert.throws(() => importModel('Sequential(\n  nothing\n)'), {
    name: 'ImportError',
    message:
      "Baris 2: diharapkan sebuah modul, misalnya '(0): Linear(in_features=4, …)', ditemukan 'nothing'.",
  });
});

testInIndonesian('formats of exports are described', () => {
  const details = EXPORT_FORMATS.map(({ detail }) => detail());
  assert.equal(details.at(-1), 'Model yang sudah dilatih, untuk onnxruntime dan lainnya');
});
