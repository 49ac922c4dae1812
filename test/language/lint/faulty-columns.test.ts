import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, applyEdits, EMPTY_ENVIRONMENT, summarize } from '#language';

const table = (async function* () {
  yield new TextEncoder().encode('age,city,plan,note,ill\n1,a,x,,0\n2,b,y,,1\n3,a,x,,1\n');
})();
const summary = await summarize('table.csv', table);
const beside = { ...EMPTY_ENVIRONMENT, dataSummary: () => summary };

const TEXT = `data Patients {
  source "table.csv"
  target ill
}
model Net {
  input(4)
  dense(1, sigmoid)
}
train Net on Patients {
}
`;

const about = (text: string, rule: string) =>
  analyze(text, beside).findings.filter((finding) => finding.rule === rule);

test('columns with one fault are one finding, which can leave one or all of them out', () => {
  const [finding, ...others] = about(TEXT, 'non-numeric-feature');
  assert.equal(others.length, 0);
  assert.match(finding?.message ?? '', /^Column city holds text .* The same holds for plan\.$/);
  assert.deepEqual(
    finding?.fixes.map(({ title }) => title),
    ['Leave city out', 'Leave these 2 columns out'],
  );
  const repaired = applyEdits(TEXT, finding?.fixes[1]?.edits ?? []);
  assert.match(repaired, /features exclude\(city, plan\)/);
  assert.match(repaired, /input\(2\)/);
  assert.deepEqual(about(repaired, 'non-numeric-feature'), []);
});
