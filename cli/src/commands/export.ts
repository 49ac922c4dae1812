import { basename, dirname, join, relative, resolve } from 'node:path';
import { readModelFile, weightsOf } from '#engine';
import {
  EXPORT_FORMATS,
  ExportError,
  type ExportFormat,
  onnxModel,
  probingTrials,
  type SweptPlan,
  sweptConstants,
  withTrial,
} from '#exchange';
import { t } from '#l10n';
import { planFor } from '#language';
import { flattenLayers, type Plan } from '#plan';
import { readWeightsFile, told } from '../checkpoints.ts';
import { EXIT, type ExitCode, Failure } from '../failure.ts';
import { type OutputOptions, writeOutput } from '../output.ts';
import { type PlannedTraining, planTraining } from '../plans.ts';

export interface ExportOptions extends OutputOptions {
  readonly to: string;
  readonly train?: string;
  /** A safetensors file: what an ONNX file holds, and what a script starts from. */
  readonly weights?: string;
}

/** Writes a checked specification as a script for another framework, or its trained model as ONNX. */
export async function exportTo(path: string, options: ExportOptions): Promise<ExitCode> {
  const format = EXPORT_FORMATS.find(({ id }) => id === options.to) as ExportFormat;
  const training = await planTraining(path, options);
  const stem = basename(path).replace(/\.nnspec$/, '');
  const output = options.output ?? join(dirname(path), `${stem}${format.suffix}`);
  const content = await contentOf(path, format, training, output, options);
  return await writeOutput(output, content, options);
}

function contentOf(
  path: string,
  { makes }: ExportFormat,
  training: PlannedTraining,
  output: string,
  { weights }: ExportOptions,
): string | Promise<Uint8Array> {
  if (makes.from === 'weights') return onnxFile(path, training.plan, weights);
  const place = placeOf(path, output, training, weights);
  if (makes.from === 'plan') return makes.script(training.plan, place);
  try {
    return makes.script(sweptPlanOf(training), place);
  } catch (error) {
    throw error instanceof ExportError ? new Failure(error.message, EXIT.findings) : error;
  }
}

/** The plan with those of the trials that show how it depends on what is swept. */
function sweptPlanOf({ analysis, plan, trainIndex, analyze }: PlannedTraining): SweptPlan {
  const constants = sweptConstants(analysis);
  const probes = probingTrials(constants).flatMap((trial) => {
    const changed = analyze(withTrial(analysis.text, constants, trial));
    const planned = planFor(changed, trainIndex);
    return planned.ok ? [{ trial, plan: planned.plan }] : [];
  });
  return { plan, constants, probes };
}

function placeOf(path: string, output: string, { folder }: PlannedTraining, weights?: string) {
  const from = output === '-' ? process.cwd() : dirname(resolve(output));
  return {
    specification: basename(path),
    script: output === '-' ? 'script.py' : basename(output),
    folder: slashed(relative(from, folder)),
    ...(weights !== undefined && { weights: slashed(relative(from, resolve(weights))) }),
  };
}

/** Python takes forward slashes everywhere. */
function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

async function onnxFile(path: string, { model }: Plan, weights?: string): Promise<Uint8Array> {
  if (weights === undefined) {
    throw new Failure(
      `${t`An ONNX file holds trained weights. Name them with --weights, for example after:`}\n` +
        `  nnspec train ${path} --save ${model.name}.safetensors`,
    );
  }
  const bytes = await readWeightsFile(weights);
  return told(weights, () => {
    const { tensors, info } = readModelFile(bytes);
    const ids = flattenLayers(model.layers).map(({ id }) => id);
    const metadata: Record<string, string> = {};
    if (info) {
      const { classes, columns, inputScaling } = info.preprocessing;
      if (classes.length > 0) metadata.classes = JSON.stringify(classes);
      if (columns) metadata.columns = JSON.stringify(columns);
      metadata.input_offset = JSON.stringify(Array.from(inputScaling.offset));
      metadata.input_divisor = JSON.stringify(Array.from(inputScaling.divisor));
    }
    return onnxModel(model, weightsOf(model, ids, tensors), metadata);
  });
}
