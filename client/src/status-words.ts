/** What the language status item says, from what the server knows of a document. */
import { plural, t } from '#l10n';
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

/** `2 models, no findings`, and beside it the data files. */
export function statusWords(status: SpecificationStatus, findings: FindingCounts): StatusWords {
  const { errors, warnings } = findings;
  const found = [
    ...(errors > 0 ? [plural(errors, t('{0} error'), t('{0} errors'))] : []),
    ...(warnings > 0 ? [plural(warnings, t('{0} warning'), t('{0} warnings'))] : []),
  ];
  const models =
    status.models === 0 ? t('no model') : plural(status.models, t('{0} model'), t('{0} models'));
  return {
    text: `${models}, ${found.length === 0 ? t('no findings') : found.join(', ')}`,
    detail: status.files.map(fileWords).join(', '),
    busy: status.files.some(({ state }) => state === 'reading'),
    severity: errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'information',
  };
}

function fileWords({ path, state, rows }: SpecificationStatus['files'][number]): string {
  const name = path.split('/').at(-1) ?? path;
  if (state === 'reading') return t('{0}: being read', name);
  if (state === 'unreadable' || rows === null) return t('{0}: cannot be read', name);
  return `${name}: ${plural(rows, t('{0} row'), t('{0} rows'))}`;
}
