import {
  type Analysis,
  analyze,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  type WeightsSummary,
} from '#language';

/** `points.csv`: two numbers and a class. */
const points: DataSummary = {
  kind: 'summary',
  format: 'csv',
  rows: 100,
  shape: null,
  duplicateRows: 0,
  columns: [
    number('x', -1, 1, 0, 0.5),
    number('y', 0, 1000, 500, 300),
    {
      ...number('label', Number.NaN, Number.NaN, Number.NaN, Number.NaN),
      kind: 'text',
      distinct: 2,
      classes: [
        { label: 'blue', count: 40 },
        { label: 'red', count: 60 },
      ],
      integer: false,
    },
  ],
};

function number(name: string, min: number, max: number, mean: number, std: number) {
  const none = { missing: 0, firstMissingRow: null, distinct: 100, integer: false };
  return { name, kind: 'number', min, max, mean, std, ...none } as const;
}

/** `net.safetensors`: a layer, and the state of a training that is no weight. */
const weights: WeightsSummary = {
  kind: 'weights',
  metadata: { model: 'Net', epoch: '12' },
  tensors: [
    { name: 'dense_1.weight', type: 'F32', shape: [16, 2] },
    { name: 'dense_1.bias', type: 'F16', shape: [16] },
    { name: 'optimizer/moment_1/dense_1.bias', type: 'F32', shape: [16] },
  ],
};

/** The analysis of a text beside which lie `points.csv` and `net.safetensors`. */
export function analyzed(text: string): Analysis {
  return analyze(text, {
    ...EMPTY_ENVIRONMENT,
    dataSummary: (path) => (path === 'points.csv' ? points : undefined),
    weightsSummary: (path) => (path === 'net.safetensors' ? weights : undefined),
  });
}
