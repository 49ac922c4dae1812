/** The texts of stored runs as documents that can be read and compared, not edited. */
import { type Disposable, Uri, workspace } from 'vscode';
import { t } from '#l10n';
import type { RunSummary } from '../../../webview/src/protocol.ts';
import type { RunStore } from './run-store.ts';

const scheme = 'nnspec-run';

/** Begins to answer for the addresses of {@link runDocument}. */
export function provideRunDocuments(runs: RunStore): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async ({ query }) =>
      (await runs.read(query))?.specification.text ?? `// ${t('This run is no longer stored.')}\n`,
  });
}

export function runDocument({ id, name }: RunSummary): Uri {
  return Uri.from({ scheme, path: `/${name.replaceAll('/', '∕')}.nnspec`, query: id });
}
