import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { REPAIR_RETRAINS } from '#diagnosis';
import { EXPORT_FORMATS } from '#exchange';
import { t } from '#l10n';
import { check } from './commands/check.ts';
import { diagnose } from './commands/diagnose.ts';
import { exportTo } from './commands/export.ts';
import { format } from './commands/format.ts';
import { importFrom } from './commands/import.ts';
import { predict } from './commands/predict.ts';
import { sweep } from './commands/sweep.ts';
import { train } from './commands/train.ts';
import type { ExitCode } from './failure.ts';
import { positiveNumber, threadCount, wholeNumber } from './numbers.ts';
import { SEVERITIES } from './reports/report.ts';
import { speakUsage } from './usage.ts';
import { version } from './version.ts';

/** All commands with their options, described in the language that is spoken by now. */
export function createProgram(): Command {
  const program = speakUsage(new Command('nnspec'))
    .description(t`Check, train, diagnose and export neural networks written as .nnspec files.`)
    .version(version(), '-V, --version', t`tell the version`)
    .exitOverride();
  for (const add of [
    addCheck,
    addTrain,
    addPredict,
    addDiagnose,
    addFormat,
    addSweep,
    addExport,
    addImport,
  ]) {
    add(program);
  }
  return program;
}

function addCheck(program: Command): void {
  program
    .command('check')
    .description(t`report what is wrong before training`)
    .argument('<file...>', t`specifications`)
    .addOption(
      new Option('--format <format>', t`of the report`)
        .choices(['human', 'json', 'sarif'])
        .default('human'),
    )
    .addOption(
      new Option('--level <severity>', t`the slightest findings to report`)
        .choices([...SEVERITIES])
        .default('information'),
    )
    .option('--max-warnings <count>', t`fail where there are more warnings`, wholeNumber)
    .addHelpText(
      'after',
      `\n${t`Exit codes: 0 fine, 1 errors or too many warnings, 2 wrong usage or unreadable files.`}`,
    )
    .action(run(check));
}

function addTrain(program: Command): void {
  program
    .command('train')
    .description(t`train a network and print its metrics on the training, validation and test part`)
    .argument('<file>', t`specification`)
    .option('--train <name>', whichBlock())
    .option('--seed <number>', t`of initial weights, batches and dropout`, wholeNumber)
    .option('--epochs <number>', t`in place of the number in the file`, positiveNumber)
    .option('--save <file>', t`keep the training in a safetensors file while it goes on`)
    .option('--resume <file>', t`go on with the training of such a file`)
    .option('--threads <count>', t`that share each step; auto: as many as pay`, threadCount, 'auto')
    .option('--json', t`print the whole run as JSON`)
    .addHelpText(
      'after',
      `\n${t`Exit codes: 0 trained, 1 the file has errors or training diverged, 2 wrong usage or unreadable files.`}`,
    )
    .action(run(train));
}

function addPredict(program: Command): void {
  program
    .command('predict')
    .description(t`print what a trained network answers to samples, and how sure it is`)
    .argument('<file>', t`specification`)
    .requiredOption('--weights <file>', t`as train --save or PyTorch has written it (safetensors)`)
    .option(
      '--input <file>',
      t`samples: a csv with the columns of the training data, an npz or an idx file`,
    )
    .option(
      '--sample <numbers...>',
      t`one sample, unscaled: 5.1 3.5 1.4 0.2; or several, each in quotes`,
    )
    .option(
      '--samples <count>',
      t`predictions of each sample with dropout on; 0: none`,
      wholeNumber,
    )
    .option('--train <name>', whichBlock())
    .option('--json', t`print everything as JSON`)
    .addHelpText(
      'after',
      `\n${t`Exit codes: 0 fine, 1 the file has errors or the weights do not fit, 2 wrong usage or unreadable files.`}`,
    )
    .action(run(predict));
}

function addDiagnose(program: Command): void {
  program
    .command('diagnose')
    .description(t`train a network, say what is wrong with it, and try what may cure it`)
    .argument('<file>', t`specification`)
    .option('--train <name>', whichBlock())
    .option('--seed <number>', t`the first of the seeds`, wholeNumber)
    .option('--seeds <count>', t`trainings of each candidate; 0: suggest only`, wholeNumber, 3)
    .option('--repair', t`apply what wins, again until healthy, and store it in the file`)
    .option(
      '--budget <count>',
      t`trainings of changed texts that a repair may use`,
      positiveNumber,
      REPAIR_RETRAINS,
    )
    .option('--jobs <count>', t`trainings at a time`, positiveNumber, availableParallelism())
    .option('--json', t`print everything as JSON`)
    .addHelpText(
      'after',
      `\n${t`Ctrl-C ends it early: the best so far is printed, and the file stays as it is.`}\n\n` +
        t`Exit codes: 0 healthy, 1 something was found or the file has errors, 2 wrong usage or unreadable files, 130 ended early.`,
    )
    .action(run(diagnose));
}

function addFormat(program: Command): void {
  program
    .command('format')
    .description(t`print the canonical form of a specification`)
    .argument('<file...>', t`specifications`)
    .option('--write', t`store it in the file`)
    .option('--check', t`only say which files would change; exit code 1 where one would`)
    .action(run(format));
}

function addSweep(program: Command): void {
  program
    .command('sweep')
    .description(t`train with values drawn from the ranges that constants are given, and rank them`)
    .argument('<file>', t`specification`)
    .option('--train <name>', whichBlock())
    .option('--trials <count>', t`trainings`, positiveNumber, 20)
    .option('--epochs <number>', t`of each, in place of the number in the file`, positiveNumber)
    .option('--seed <number>', t`of the values that are drawn`, wholeNumber, 1)
    .option('-o, --output <file>', t`store the best as a specification`)
    .option('--force', t`replace a file that is there already`)
    .option('--json', t`print the trials as JSON`)
    .addHelpText(
      'after',
      `\n${t`Ctrl-C ends it early: the trials so far are ranked, and the best of them is stored.`}\n\n` +
        t`Exit codes: 0 fine, 1 nothing to sweep or the file has errors, 2 wrong usage or unreadable files, 130 ended early.`,
    )
    .action(run(sweep));
}

function addExport(program: Command): void {
  program
    .command('export')
    .description(t`write a specification as a script of another framework, or its model as ONNX`)
    .argument('<file>', t`specification`)
    .addOption(
      new Option('--to <format>', t`what to write`)
        .choices(EXPORT_FORMATS.map(({ id }) => id))
        .makeOptionMandatory(),
    )
    .option('--train <name>', whichBlock())
    .option('--weights <file>', t`safetensors: what an ONNX file holds, what a script starts from`)
    .option('-o, --output <file>', t`in place of a file beside the specification; - prints it`)
    .option('--force', t`replace a file that is there already`)
    .addHelpText(
      'after',
      `\n${t`Exit codes: 0 written, 1 the file or the weights have errors, 2 wrong usage or unreadable files.`}`,
    )
    .action(run(exportTo));
}

function addImport(program: Command): void {
  program
    .command('import')
    .description(t`turn a Keras model's JSON or a PyTorch printout into a specification`)
    .argument('<file>', t`what model.to_json() or print(model) gave`)
    .option('-o, --output <file>', t`in place of printing it`)
    .option('--force', t`replace a file that is there already`)
    .addHelpText(
      'after',
      `\n${t`Exit codes: 0 fine, 1 no model that can be expressed, 2 wrong usage or unreadable files.`}`,
    )
    .action(run(importFrom));
}

/** Of the option `--train`. */
function whichBlock(): string {
  return t`which train block: Model, "Model on Data", or its number in the file`;
}

/** Runs a command's function and keeps its exit code for the end of the process. */
function run<A, O>(command: (subject: A, options: O) => Promise<ExitCode>) {
  return async (subject: A, options: O): Promise<void> => {
    process.exitCode = await command(subject, options);
  };
}
