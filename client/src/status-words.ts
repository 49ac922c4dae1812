/** What the language status item says, from what the server knows of a document. */
import type { SpecificationStatus } from '../../server/src/requests.ts';

/** Findings of a document by severity. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
}

export interface StatusWords {
  readonly text: string;
  readonly detail: string;
  /** A data file is being looked at. */
  readonly busy: boolean;
  readonly severity: 'error' | 'warning' | 'information';
}

const counts = new Intl.NumberFormat('en-US');

/** `2 models, no findings`, and beside it the data files. */
export function statusWords(status: SpecificationStatus, findings: FindingCounts): StatusWords {
  const { errors, warnings } = findings;
  const found = [counted(errors, 'error'), counted(warnings, 'warning')].filter(
    (one) => one !== '',
  );
  const models = status.models === 0 ? 'no model' : counted(status.models, 'model');
  return {
    text: `${models}, ${found.length === 0 ? 'no findings' : found.join(', ')}`,
    detail: status.files.map(fileWords).join(', '),
    busy: status.files.some(({ state }) => state === 'reading'),
    severity: errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'information',
  };
}

function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${counts.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function fileWords({ path, state, rows }: SpecificationStatus['files'][number]): string {
  const name = path.split('/').at(-1) ?? path;
  if (state === 'reading') return `${name}: being read`;
  if (state === 'unreadable' || rows === null) return `${name}: cannot be read`;
  return `${name}: ${counts.format(rows)} rows`;
}
