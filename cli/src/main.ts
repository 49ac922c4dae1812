/** `nnspec`: the checks and the training of the editor on the command line. */
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { REPAIR_RETRAINS } from '#diagnosis';
import { EXPORT_FORMATS } from '#exchange';
import { check } from './commands/check.ts';
import { diagnose } from './commands/diagnose.ts';
import { exportTo } from './commands/export.ts';
import { format } from './commands/format.ts';
import { importFrom } from './commands/import.ts';
import { predict } from './commands/predict.ts';
import { sweep } from './commands/sweep.ts';
import { train } from './commands/train.ts';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import { SEVERITIES } from './reports/report.ts';
import { version } from './version.ts';

const program = new Command('nnspec')
  .description('Check, train, diagnose and export neural networks written as .nnspec files.')
  .version(version())
  .exitOverride()
  .showHelpAfterError('(nnspec --help tells more)');

program
  .command('check')
  .description('report what is wrong before training')
  .argument('<file...>', 'specifications')
  .addOption(
    new Option('--format <format>', 'of the report')
      .choices(['human', 'json', 'sarif'])
      .default('human'),
  )
  .addOption(
    new Option('--level <severity>', 'the slightest findings to report')
      .choices([...SEVERITIES])
      .default('information'),
  )
  .option('--max-warnings <count>', 'fail where there are more warnings', wholeNumber)
  .addHelpText(
    'after',
    '\nExit codes: 0 fine, 1 errors or too many warnings, 2 wrong usage or unreadable files.',
  )
  .action(run(check));

program
  .command('train')
  .description('train a network and print its metrics on the training, validation and test part')
  .argument('<file>', 'specification')
  .option('--train <name>', 'which train block: Model, "Model on Data", or its number in the file')
  .option('--seed <number>', 'of initial weights, batches and dropout', wholeNumber)
  .option('--epochs <number>', 'in place of the number in the file', positiveNumber)
  .option('--save <file>', 'keep the training in a safetensors file while it goes on')
  .option('--resume <file>', 'go on with the training of such a file')
  .option('--threads <count>', 'that share each step; auto: as many as pay', threadCount, 'auto')
  .option('--json', 'print the whole run as JSON')
  .addHelpText(
    'after',
    '\nExit codes: 0 trained, 1 the file has errors or training diverged, 2 wrong usage or unreadable files.',
  )
  .action(run(train));

program
  .command('predict')
  .description('print what a trained network answers to samples, and how sure it is')
  .argument('<file>', 'specification')
  .requiredOption('--weights <file>', 'as train --save or PyTorch has written it (safetensors)')
  .option(
    '--input <file>',
    'samples: a csv with the columns of the training data, an npz or an idx file',
  )
  .option(
    '--sample <numbers...>',
    'one sample, unscaled: 5.1 3.5 1.4 0.2; or several, each in quotes',
  )
  .option('--samples <count>', 'predictions of each sample with dropout on; 0: none', wholeNumber)
  .option('--train <name>', 'which train block: Model, "Model on Data", or its number in the file')
  .option('--json', 'print everything as JSON')
  .addHelpText(
    'after',
    '\nExit codes: 0 fine, 1 the file has errors or the weights do not fit, 2 wrong usage or unreadable files.',
  )
  .action(run(predict));

program
  .command('diagnose')
  .description('train a network, say what is wrong with it, and try what may cure it')
  .argument('<file>', 'specification')
  .option('--train <name>', 'which train block: Model, "Model on Data", or its number in the file')
  .option('--seed <number>', 'the first of the seeds', wholeNumber)
  .option('--seeds <count>', 'trainings of each candidate; 0: suggest only', wholeNumber, 3)
  .option('--repair', 'apply what wins, again until healthy, and store it in the file')
  .option(
    '--budget <count>',
    'trainings of changed texts that a repair may use',
    positiveNumber,
    REPAIR_RETRAINS,
  )
  .option('--jobs <count>', 'trainings at a time', positiveNumber, availableParallelism())
  .option('--json', 'print everything as JSON')
  .addHelpText(
    'after',
    '\nCtrl-C ends it early: the best so far is printed, and the file stays as it is.\n\n' +
      'Exit codes: 0 healthy, 1 something was found or the file has errors, 2 wrong usage or unreadable files,\n' +
      '130 ended early.',
  )
  .action(run(diagnose));

program
  .command('format')
  .description('print the canonical form of a specification')
  .argument('<file...>', 'specifications')
  .option('--write', 'store it in the file')
  .option('--check', 'only say which files would change; exit code 1 where one would')
  .action(run(format));

program
  .command('sweep')
  .description('train with values drawn from the ranges that constants are given, and rank them')
  .argument('<file>', 'specification')
  .option('--train <name>', 'which train block: Model, "Model on Data", or its number in the file')
  .option('--trials <count>', 'trainings', positiveNumber, 20)
  .option('--epochs <number>', 'of each, in place of the number in the file', positiveNumber)
  .option('--seed <number>', 'of the values that are drawn', wholeNumber, 1)
  .option('-o, --output <file>', 'store the best as a specification')
  .option('--force', 'replace a file that is there already')
  .option('--json', 'print the trials as JSON')
  .addHelpText(
    'after',
    '\nCtrl-C ends it early: the trials so far are ranked, and the best of them is stored.\n\n' +
      'Exit codes: 0 fine, 1 nothing to sweep or the file has errors, 2 wrong usage or unreadable files,\n' +
      '130 ended early.',
  )
  .action(run(sweep));

program
  .command('export')
  .description('write a specification as a script of another framework, or its model as ONNX')
  .argument('<file>', 'specification')
  .addOption(
    new Option('--to <format>', 'what to write')
      .choices(EXPORT_FORMATS.map(({ id }) => id))
      .makeOptionMandatory(),
  )
  .option('--train <name>', 'which train block: Model, "Model on Data", or its number in the file')
  .option('--weights <file>', 'safetensors: what an ONNX file holds, what a script starts from')
  .option('-o, --output <file>', 'in place of a file beside the specification; - prints it')
  .option('--force', 'replace a file that is there already')
  .addHelpText(
    'after',
    '\nExit codes: 0 written, 1 the file or the weights have errors, 2 wrong usage or unreadable files.',
  )
  .action(run(exportTo));

program
  .command('import')
  .description("turn a Keras model's JSON or a PyTorch printout into a specification")
  .argument('<file>', 'what model.to_json() or print(model) gave')
  .option('-o, --output <file>', 'in place of printing it')
  .option('--force', 'replace a file that is there already')
  .addHelpText(
    'after',
    '\nExit codes: 0 fine, 1 no model that can be expressed, 2 wrong usage or unreadable files.',
  )
  .action(run(importFrom));

/** Runs a command's function and keeps its exit code for the end of the process. */
function run<A, O>(command: (subject: A, options: O) => Promise<ExitCode>) {
  return async (subject: A, options: O): Promise<void> => {
    process.exitCode = await command(subject, options);
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < 0) {
    throw new InvalidArgumentError('It should be a whole number of at least 0.');
  }
  return value;
}

function positiveNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('It should be at least 1.');
  return value;
}

function threadCount(text: string): number | 'auto' {
  return text === 'auto' ? text : positiveNumber(text);
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.unusable;
  if (error instanceof Failure) {
    console.error(error.message);
    return error.exitCode;
  }
  console.error(`Unexpected: ${error instanceof Error ? error.message : String(error)}`);
  return EXIT.unusable;
}

/** The reader of a pipe may leave early (`nnspec check … | head`): that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

program.parseAsync().catch((error: unknown) => {
  process.exitCode = exitCodeOf(error);
});
