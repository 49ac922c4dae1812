import { type DataProblem, dataProblem } from './summary.ts';

/** A file that cannot be read: thrown by the readers, handed out as a value by `summarize`. */
export class Unreadable extends Error {
  readonly problem: DataProblem;
  constructor(message: string, advice: string, row?: number) {
    super(message);
    this.problem = dataProblem(message, advice, row);
  }
}
