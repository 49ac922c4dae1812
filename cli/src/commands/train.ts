import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { type PlanOverrides, planTraining } from '../plans.ts';
import { createProgress } from '../reports/progress.ts';
import { divergenceMessage, trainingJson, trainingReport } from '../reports/training.ts';
import { runTraining } from '../run.ts';

export interface TrainOptions extends PlanOverrides {
  readonly json?: boolean;
  /** A file that keeps the training. */
  readonly save?: string;
  /** A file of a training to go on with; it keeps it further unless `save` names another. */
  readonly resume?: string;
  /** Threads that share each step. */
  readonly threads: number | 'auto';
}

/**
 * Trains a block of the file and prints the metrics of its parts. The first interrupt ends the training early; where it is
 * kept in a file, it can be resumed from there.
 */
export async function train(path: string, options: TrainOptions): Promise<ExitCode> {
  const { resume, save = resume } = options;
  const training = await planTraining(path, options);
  const progress = createProgress(training.title);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once('SIGINT', stop);
  try {
    const run = await runTraining(training.plan, {
      folder: training.folder,
      threads: options.threads,
      onEvent: (event) => progress.follow(event),
      signal: interrupt.signal,
      text: training.analysis.text,
      ...(save !== undefined && { save }),
      ...(resume !== undefined && { resume }),
    });
    progress.end();
    const report = options.json ? trainingJson(path, training, run) : trainingReport(training, run);
    console.log(report);
    if (run.end.type === 'diverged') throw new Failure(divergenceMessage(run), EXIT.findings);
    return EXIT.fine;
  } finally {
    progress.end();
    process.off('SIGINT', stop);
  }
}
