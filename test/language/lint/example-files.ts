import {
  type DataProblem,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  type Environment,
  fileNotFound,
  summarize,
  type WeightsSummary,
} from '#language';

/** The data files that the examples of the rules speak of. */
const FILES: Readonly<Record<string, string>> = {
  'data/houses.csv': table('rooms,area,year,price', 60, (i) => [
    1 + (i % 7),
    40 + 3 * ((i * 17) % 60),
    1920 + ((i * 31) % 100),
    90000 + 2500 * ((i * 17) % 60),
  ]),
  'data/defects.csv': table('weight,length,defect', 80, (i) => [
    (i % 9) / 4,
    ((i * 7) % 11) / 5,
    i % 20 === 0 ? 'yes' : 'no',
  ]),
  'data/patients.csv': table('age,pressure,name,ill', 40, (i) => [
    20 + ((i * 7) % 60),
    i === 4 ? '' : 90 + ((i * 13) % 70),
    `patient ${i}`,
    i % 2 === 0 ? 'yes' : 'no',
  ]),
  'data/shops.csv': table('area,city,street,open', 48, (i) => [
    40 + ((i * 7) % 60),
    ['Bern', 'Ulm', 'Graz'][i % 3] ?? '',
    `street ${i}`,
    i % 2 === 0 ? 'yes' : 'no',
  ]),
  'data/sensors.csv': table('heat,noise,version,state', 40, (i) => [
    (i % 9) / 4,
    ((i * 7) % 11) / 5,
    2,
    i % 2 === 0 ? 'on' : 'off',
  ]),
  'data/plants.csv': table('length,width,kind', 60, (i) => [
    ((i * 7) % 13) / 5,
    ((i * 5) % 11) / 4,
    ['oak', 'elm', 'ash'][i % 3] ?? '',
  ]),
  // The last rows are the first ones again.
  'data/repeated.csv': table('heat,noise,state', 120, (i) => [
    Math.sin(i % 100),
    Math.cos(7 * (i % 100)),
    i % 2 === 0 ? 'on' : 'off',
  ]),
};

function table(header: string, rows: number, row: (index: number) => (number | string)[]): string {
  return [header, ...Array.from({ length: rows }, (_, index) => row(index).join(','))].join('\n');
}

const summaries = new Map<string, DataSummary | DataProblem>();
for (const [path, content] of Object.entries(FILES)) {
  const bytes = (async function* () {
    yield new TextEncoder().encode(content);
  })();
  summaries.set(path, await summarize(path, bytes));
}

/** Weights of the network that the examples begin with. */
const spirals: WeightsSummary = {
  kind: 'weights',
  metadata: { model: 'Net', epoch: '50' },
  tensors: Object.entries({
    'dense_1.weight': [32, 2],
    'dense_1.bias': [32],
    'dense_2.weight': [3, 32],
    'dense_2.bias': [3],
    'optimizer/moment_1/dense_1.bias': [32],
  }).map(([name, shape]) => ({ name, shape, type: 'F32' })),
};

/** What `analyze` sees of the examples' files. */
export const EXAMPLE_FILES: Environment = {
  ...EMPTY_ENVIRONMENT,
  dataSummary: (path) => summaries.get(path),
  weightsSummary: (path) => (path === 'runs/spirals.safetensors' ? spirals : fileNotFound(path)),
};
