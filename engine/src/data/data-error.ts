import { t } from '#l10n';

/** Where in the data something is wrong; rows are lines of the file, counted from 1, header included. */
export interface DataPlace {
  readonly file: string;
  readonly row?: number;
  readonly column?: string;
}

/** The data cannot be used as the plan asks. The message says what was found, where, and what to do. */
export class DataError extends Error {
  readonly place: DataPlace;

  constructor(message: string, place: DataPlace) {
    super(`${describePlace(place)}: ${message}`);
    this.name = 'DataError';
    this.place = place;
  }
}

function describePlace({ file, row, column }: DataPlace): string {
  const parts = [file];
  if (row !== undefined) parts.push(t`line ${row}`);
  if (column !== undefined) parts.push(t`column '${column}'`);
  return parts.join(', ');
}
