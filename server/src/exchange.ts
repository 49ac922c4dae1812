import { CheckpointError, readModelFile, weightsOf } from '#engine';
import {
  EXPORT_FORMATS,
  ExportError,
  type ExportFormat,
  ImportError,
  importModel,
  onnxModel,
  probingTrials,
  type SweptPlan,
  sweptConstants,
  withTrial,
} from '#exchange';
import { type Analysis, planFor } from '#language';
import { flattenLayers, type Plan } from '#plan';
import { invalid } from './errors.ts';
import type { ExportParams, ExportResult, FormatSummary, ImportResult } from './requests.ts';
import { baseName } from './uris.ts';
import type { Workspace } from './workspace.ts';

/** What a specification can be exported to. */
export function formats(): readonly FormatSummary[] {
  return EXPORT_FORMATS.map(({ id, title, detail, suffix, makes }) => {
    return { id, title, detail: detail(), suffix, needsWeights: makes.from === 'weights' };
  });
}

/** A script, or a trained model's file, of a plan. */
export function exported(
  { workspace }: { readonly workspace: Workspace },
  { uri, train, format: id, script, weights }: ExportParams,
  analysis: Analysis,
  plan: Plan,
): ExportResult {
  const format = EXPORT_FORMATS.find((one) => one.id === id);
  if (!format) throw invalid(`There is no format '${id}'.`);
  const place = { specification: baseName(uri), script: String(script), folder: '' };
  const analyze = (text: string) => workspace.analysisOf(uri, text);
  try {
    return contentOf(format, place, { analysis, plan, train, weights, analyze });
  } catch (error) {
    if (!(error instanceof ExportError || error instanceof CheckpointError)) throw error;
    return { ok: false, problem: error.message };
  }
}

interface Source {
  readonly analysis: Analysis;
  readonly plan: Plan;
  readonly train: number;
  readonly weights: string | undefined;
  readonly analyze: (text: string) => Analysis;
}

function contentOf(
  { makes }: ExportFormat,
  place: Parameters<Extract<ExportFormat['makes'], { from: 'plan' }>['script']>[1],
  source: Source,
): ExportResult {
  switch (makes.from) {
    case 'plan':
      return { ok: true, text: makes.script(source.plan, place) };
    case 'sweep':
      return { ok: true, text: makes.script(sweptPlan(source), place) };
    case 'weights':
      return { ok: true, base64: onnx(source) };
  }
}

/** The plan with those of the trials that show how it depends on what is swept. */
function sweptPlan({ analysis, plan, train, analyze }: Source): SweptPlan {
  const constants = sweptConstants(analysis);
  const probes = probingTrials(constants).flatMap((trial) => {
    const planned = planFor(analyze(withTrial(analysis.text, constants, trial)), train);
    return planned.ok ? [{ trial, plan: planned.plan }] : [];
  });
  return { plan, constants, probes };
}

function onnx({ plan, weights }: Source): string {
  if (weights === undefined) throw invalid('`weights` must be a safetensors file in base64.');
  const { tensors } = readModelFile(bytesOf(weights));
  const ids = flattenLayers(plan.model.layers).map(({ id }) => id);
  return base64Of(onnxModel(plan.model, weightsOf(plan.model, ids, tensors)));
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** A specification from another framework's description of a model. */
export function imported(text: unknown): ImportResult {
  if (typeof text !== 'string') throw invalid('`text` must be a text.');
  try {
    const { text: specification, remarks } = importModel(text);
    return { ok: true, text: specification, remarks };
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    return { ok: false, problem: error.message };
  }
}
