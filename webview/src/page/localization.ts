/** The page's language; the host writes its texts into the page, so that they are there before the first section is built. */
import { speak } from '#l10n';

export { inThousands, plural, t } from '#l10n';

const root = globalThis.document?.documentElement;
speak(JSON.parse(root?.dataset.texts ?? '{}'));

/** BCP 47: `en`, `id`. */
export const language: string = root?.lang || 'en';
