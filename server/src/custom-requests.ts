import type { RuntimeFinding } from '#diagnosis';
import { type Analysis, type Finding, planFor } from '#language';
import type { Plan, SourcePlan } from '#plan';
import { toRange } from './conversions.ts';
import { invalid } from './errors.ts';
import type {
  ExportParams,
  ExportResult,
  FileState,
  FindingSummary,
  PlanFile,
  PlanParams,
  PlanResult,
  ServerRequests,
  SpecificationStatus,
  SuggestParams,
  TableParams,
  TableResult,
  TrainSummary,
} from './requests.ts';
import { answerAll, type Session } from './session.ts';
import { baseName, resolvePath } from './uris.ts';

/** The requests of `ServerRequests`: what training needs to know about a specification. */
export function registerCustomRequests(session: Session): void {
  const answer = <M extends keyof ServerRequests>(
    method: M,
    handle: (params: ServerRequests[M]['params']) => Promise<ServerRequests[M]['result']>,
  ): void => {
    answerAll(session, method, handle);
  };
  answer('nnspec/plan', (params) => plan(session, params));
  answer('nnspec/trains', async ({ uri }) => trains(await settled(session, { uri })));
  answer('nnspec/status', async ({ uri }) => status(session, uri));
  answer('nnspec/table', (params) => table(session, params));
  answer('nnspec/formats', async () => (await session.onDemand()).formats());
  answer('nnspec/export', (params) => exportOf(session, params));
  answer('nnspec/import', async ({ text }) => (await session.onDemand()).imported(text));
  answer('nnspec/suggest', async (params) => {
    const { suggest } = await session.onDemand();
    const analysis = await settled(session, params);
    trainOf(analysis, params.train);
    const findings = checkedFindings(params);
    const analyze = (text: string) => session.workspace.analysisOf(params.uri, text);
    return {
      version: versionOf(session, params),
      suggestions: suggest(analysis, params.train, findings, analyze),
    };
  });
}

async function plan(session: Session, params: PlanParams): Promise<PlanResult> {
  const analysis = await settled(session, params);
  trainOf(analysis, params.train);
  const result = planFor(analysis, params.train);
  if (!result.ok) {
    return { ok: false, findings: result.findings.map((one) => summaryOf(analysis, one)) };
  }
  const files = filesOf(result.plan, params.uri);
  return { ok: true, plan: result.plan, files, version: versionOf(session, params) };
}

async function exportOf(session: Session, params: ExportParams): Promise<ExportResult> {
  const { exported } = await session.onDemand();
  const analysis = await settled(session, { uri: params.uri });
  trainOf(analysis, params.train);
  const planned = planFor(analysis, params.train);
  if (planned.ok) return exported(session, params, analysis, planned.plan);
  return { ok: false, problem: planned.findings.map(({ message }) => message).join(' ') };
}

function status({ workspace }: Session, uri: string): SpecificationStatus {
  const analysis = typeof uri === 'string' ? workspace.analysis(uri) : undefined;
  if (!analysis) throw invalid(`There is no specification ${uri}.`);
  const { models, data } = analysis.resolved;
  const files = data.flatMap(({ source, summary, problem }): FileState[] => {
    if (source?.kind !== 'file') return [];
    const state = problem ? 'unreadable' : summary ? 'read' : 'reading';
    return [{ path: source.path.value, state, rows: summary?.rows ?? null }];
  });
  return { models: models.length, files };
}

/** The file is looked at as a specification beside it would: what is known of files is known once. */
async function table({ workspace }: Session, { uri }: TableParams): Promise<TableResult> {
  if (typeof uri !== 'string') throw invalid('`uri` must be the address of a table.');
  const name = baseName(uri);
  const beside = resolvePath(uri, 'table.nnspec');
  const analysis = await workspace.settled(beside, `data Table { source "${name}"  target "" }`);
  const [data] = analysis?.resolved.data ?? [];
  if (data?.problem) return { problem: `${data.problem.message} ${data.problem.advice}` };
  if (!data?.summary) return { problem: `${name} is no table: csv and tsv files are.` };
  const { rows, columns } = data.summary;
  return {
    rows,
    columns: columns.map(({ name: label, kind, distinct, missing }) => ({
      name: label,
      numeric: kind === 'number' && missing === 0,
      distinct,
    })),
  };
}

function trains(analysis: Analysis): readonly TrainSummary[] {
  const written = (range: { start: number; end: number } | undefined) =>
    range ? analysis.text.slice(range.start, range.end) : '';
  return analysis.resolved.trains.map(({ modelRange, dataRange, range }) => ({
    model: written(modelRange),
    data: written(dataRange),
    range: toRange(analysis, range),
  }));
}

/** The analysis with all files looked at that it speaks of. */
async function settled(
  { workspace }: Session,
  { uri, text }: { readonly uri: string; readonly text?: string },
): Promise<Analysis> {
  if (typeof uri !== 'string') throw invalid('`uri` must be the address of a specification.');
  if (text !== undefined && typeof text !== 'string') throw invalid('`text` must be a text.');
  const analysis = await workspace.settled(uri, text);
  if (!analysis) throw invalid(`There is no specification ${uri}.`);
  return analysis;
}

function trainOf({ resolved }: Analysis, train: number): void {
  const count = resolved.trains.length;
  if (!Number.isInteger(train) || !resolved.trains[train]) {
    throw invalid(`There is no train block ${train}: the specification has ${count}.`);
  }
}

/** Findings cross a process boundary: what is not one must not reach the suggestions. */
function checkedFindings({ findings }: SuggestParams): readonly RuntimeFinding[] {
  const valid = Array.isArray(findings) && findings.every(isRuntimeFinding);
  if (!valid) throw invalid('`findings` must be a list of findings of a run.');
  return findings;
}

function isRuntimeFinding(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { symptom, layers, explains } = value as Partial<RuntimeFinding>;
  return typeof symptom === 'string' && Array.isArray(layers) && Array.isArray(explains);
}

function versionOf({ workspace }: Session, params: { uri: string; text?: string }): number | null {
  return params.text === undefined ? workspace.version(params.uri) : null;
}

function summaryOf(
  analysis: Analysis,
  { rule, severity, message, range }: Finding,
): FindingSummary {
  return { rule, severity, message, range: toRange(analysis, range) };
}

function filesOf({ data, model }: Plan, uri: string): readonly PlanFile[] {
  const sources: readonly (SourcePlan | null)[] = [data.source, data.testSource];
  const paths = sources.flatMap((source) => {
    if (source?.kind !== 'file') return [];
    return source.targetPath === null ? [source.path] : [source.path, source.targetPath];
  });
  if (model.weights) paths.push(model.weights.path);
  return [...new Set(paths)].map((path) => ({ path, uri: resolvePath(uri, path) }));
}
