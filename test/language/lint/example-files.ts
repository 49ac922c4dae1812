import {
  type DataProblem,
  type DataSummary,
  EMPTY_ENVIRONMENT,
  type Environment,
  summarize,
} from '#language';

/** The data files that the examples of the rules speak of. */
const FILES: Readonly<Record<string, string>> = {
  'data/houses.csv': table('rooms,area,year,price', 60, (i) => [
    1 + (i % 7),
    40 + 3 * ((i * 17) % 60),
    1920 + ((i * 31) % 100),
    90000 + 2500 * ((i * 17) % 60),
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

/** What `analyze` sees of the examples' data files. */
export const EXAMPLE_FILES: Environment = {
  ...EMPTY_ENVIRONMENT,
  dataSummary: (path) => summaries.get(path),
};
