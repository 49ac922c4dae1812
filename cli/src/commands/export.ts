import { basename, dirname, join, relative, resolve } from 'node:path';
import { readModelFile, weightsOf } from '#engine';
import { EXPORT_FORMATS, type ExportFormat, onnxModel } from '#exchange';
import { flattenLayers, type Plan } from '#plan';
import { readWeightsFile, told } from '../checkpoints.ts';
import { type ExitCode, Failure } from '../failure.ts';
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
  const content =
    format.script === null
      ? await onnxFile(path, training.plan, options.weights)
      : format.script(training.plan, placeOf(path, output, training, options.weights));
  return await writeOutput(output, content, options);
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
      'An ONNX file holds trained weights. Name them with --weights, for example after:\n' +
        `  nnspec train ${path} --save ${model.name}.safetensors`,
    );
  }
  const bytes = await readWeightsFile(weights);
  return told(weights, () => {
    const { tensors, info } = readModelFile(bytes);
    const ids = flattenLayers(model.layers).map(({ id }) => id);
    const metadata: Record<string, string> = {};
    if (info) {
      const { classes, inputScaling } = info.preprocessing;
      if (classes.length > 0) metadata.classes = JSON.stringify(classes);
      metadata.input_offset = JSON.stringify(Array.from(inputScaling.offset));
      metadata.input_divisor = JSON.stringify(Array.from(inputScaling.divisor));
    }
    return onnxModel(model, weightsOf(model, ids, tensors), metadata);
  });
}
