import assert from 'node:assert/strict';
import { createTrainer, loadData, readModelFile } from '#engine';
import { analyze, EMPTY_ENVIRONMENT, planFor } from '#language';
import { testInIndonesian } from '../indonesian.ts';
import { csvPlan, files } from './data/plans.ts';
import { kernelsOf } from './plans.ts';

testInIndonesian('data that cannot be read: what, where, and what to do', async () => {
  const table = 'a,b,y\n1,0.5,cat\n2,three,dog\n';
  await assert.rejects(loadData(csvPlan(), [2], files({ 'table.csv': table })), {
    name: 'DataError',
    message: /^table\.csv, baris 3, kolom 'b': 'three' bukan bilangan desimal yang berhingga\. /,
  });
  await assert.rejects(loadData(csvPlan(), [3], files({ 'table.csv': 'a,b,y\n1,2,cat\n' })), {
    message: 'table.csv: satu sampel memiliki 2 masukan, sedangkan model menerima 3.',
  });
});

testInIndonesian('a model that memory does not hold', async () => {
  const text = `data D {
  source xor(samples: 50)
}
model M {
  input(2)
  dense(100000)
  dense(100000)
  dense(1, sigmoid)
}
train M on D {
}
`;
  const planned = planFor(analyze(text, EMPTY_ENVIRONMENT), 0);
  assert.ok(planned.ok);
  const { plan } = planned;
  const data = await loadData(plan.data, plan.model.inputShape, files({}));
  const kernels = await kernelsOf();
  assert.throws(() => createTrainer({ plan, data, kernels }), {
    name: 'PlanError',
    message:
      /^Melatih 'M' akan membutuhkan \d+ MiB; batasnya 2048 MiB\. Pakai batch_size yang lebih kecil/,
  });
});

testInIndonesian('a file that holds no weights', () => {
  assert.throws(() => readModelFile(new Uint8Array()), {
    name: 'CheckpointError',
    message: 'berkas kosong: simpan ulang bobotnya.',
  });
});
