import { ImportError, importModel } from '#exchange';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { type OutputOptions, writeOutput } from '../output.ts';
import { readSpecification } from '../specification.ts';

/** Prints a Keras model's JSON or a PyTorch printout as a specification, or stores it. */
export async function importFrom(path: string, options: OutputOptions): Promise<ExitCode> {
  const text = await readSpecification(path);
  try {
    return await writeOutput(options.output ?? '-', importModel(text).text, options);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new Failure(`${path}: ${error.message}`, EXIT.findings);
  }
}
