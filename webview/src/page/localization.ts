/**
 * The page's words in the person's language. The English text is the key, as in VS Code's `l10n.t`; the host writes the
 * other language's texts into the page, so that they are there before the first section is built.
 */
const root = globalThis.document?.documentElement;
const texts: Readonly<Record<string, string>> = JSON.parse(root?.dataset.texts ?? '{}');

/** BCP 47: `en`, `id`. */
export const language: string = root?.lang || 'en';

/** `{0}`, `{1}` … in the text are replaced by the values. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return fill(texts[text] ?? text, values);
}

function fill(text: string, values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place));
}

/**
 * One or several of something; `{0}` is replaced by the count.
 * @param one the translated “{0} layer”
 * @param several the translated “{0} layers”
 */
export function plural(count: number, one: string, several: string): string {
  return fill(count === 1 ? one : several, [Math.round(count).toLocaleString('en-US')]);
}
