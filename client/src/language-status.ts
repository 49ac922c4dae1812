/** The language status item of specifications: how many models, what was found, which data files were read. */
import {
  DiagnosticSeverity,
  Disposable,
  LanguageStatusSeverity,
  languages,
  type TextDocument,
  window,
} from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { t } from '#l10n';
import { request } from './requests.ts';
import { statusWords } from './status-words.ts';

/** Findings come in bursts: the status is asked for once they rest. In milliseconds. */
const rest = 200;

/** As long as a file is being read, its state is asked for again after so many milliseconds. */
const patience = 1000;

const severities = {
  error: LanguageStatusSeverity.Error,
  warning: LanguageStatusSeverity.Warning,
  information: LanguageStatusSeverity.Information,
} as const;

/** Shows the item for the specification in the active editor. */
export function showLanguageStatus(client: BaseLanguageClient): Disposable {
  const item = languages.createLanguageStatusItem('nnspec.status', { language: 'nnspec' });
  item.name = 'NNSpec';
  item.text = 'NNSpec';
  item.command = { title: t('Problems'), command: 'workbench.actions.view.problems' };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (delay: number) => {
    clearTimeout(timer);
    timer = setTimeout(refresh, delay);
  };
  const refresh = async () => {
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== 'nnspec') return;
    const uri = document.uri.toString();
    // A server that is stopped or does not know the document yet has nothing to say.
    const status = await request(client, 'nnspec/status', { uri }).catch(() => undefined);
    if (!status || window.activeTextEditor?.document !== document) return;
    const words = statusWords(status, countFindings(document));
    item.text = words.text;
    item.detail = words.detail;
    item.busy = words.busy;
    item.severity = severities[words.severity];
    if (words.busy) later(patience);
  };
  later(0);
  return Disposable.from(
    item,
    { dispose: () => clearTimeout(timer) },
    window.onDidChangeActiveTextEditor(() => later(0)),
    languages.onDidChangeDiagnostics(() => later(rest)),
  );
}

function countFindings({ uri }: TextDocument): { errors: number; warnings: number } {
  const found = languages.getDiagnostics(uri);
  const count = (severity: DiagnosticSeverity) =>
    found.filter((diagnostic) => diagnostic.severity === severity).length;
  return {
    errors: count(DiagnosticSeverity.Error),
    warnings: count(DiagnosticSeverity.Warning),
  };
}
