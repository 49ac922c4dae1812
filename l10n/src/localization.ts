/**
 * What is said to people, in their language. The English text is the key of its translation; who starts a process says once
 * which translations it speaks, and until then it speaks English.
 */

/** Translations by the English text; `{0}`, `{1}` … stand for the values in both. None: English. */
export type Texts = Readonly<Record<string, string>>;

/** Null: English. */
let spoken: Texts | null = null;

/** From now on `t` answers with these translations; where there is none, in English. */
export function speak(texts: Texts): void {
  spoken = Object.keys(texts).length > 0 ? texts : null;
}

/** The translations that `speak` was given, for a thread or a worker that is to speak them too. */
export function spokenTexts(): Texts {
  return spoken ?? {};
}

/**
 * A text in the person's language: `` t`Epoch ${epoch}` `` looks up “Epoch {0}” and puts the value in its place, and so does
 * `t('Epoch {0}', epoch)`. To be called when the text is said, not when a module is loaded: the language is not known before.
 */
export function t(
  text: string | TemplateStringsArray,
  ...values: readonly (string | number)[]
): string {
  if (typeof text === 'string') {
    const said = spoken?.[text] ?? text;
    return values.length === 0 ? said : fill(said, values);
  }
  // An analysis names arguments by the thousands: in English nothing is looked up.
  return spoken ? t(keyOf(text), ...values) : String.raw({ raw: text }, ...values);
}

/**
 * One or several of something; `{0}` is replaced by the count.
 * @param one the translated “{0} layer”
 * @param several the translated “{0} layers”
 */
export function plural(count: number, one: string, several: string): string {
  return fill(count === 1 ? one : several, [inThousands(count)]);
}

/** `12,345`. Without `Intl`, whose first use takes a window longer than drawing a frame. */
export function inThousands(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function fill(text: string, values: readonly (string | number)[]): string {
  return text.replace(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place));
}

function keyOf([first = '', ...rest]: readonly string[]): string {
  return rest.reduce((text, part, index) => `${text}{${index}}${part}`, first);
}
