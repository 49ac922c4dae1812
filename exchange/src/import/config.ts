/** Reading JSON of which nothing is certain. */
export type Config = Readonly<Record<string, unknown>>;

export function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object under a key; an empty one where there is none. */
export function configOf(config: Config, key: string): Config {
  const value = config[key];
  return isConfig(value) ? value : {};
}

export function numberOf(config: Config, key: string): number | null {
  const value = config[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function textOf(config: Config, key: string): string | null {
  const value = config[key];
  return typeof value === 'string' ? value : null;
}

export function listOf(config: Config, key: string): readonly unknown[] {
  const value = config[key];
  return Array.isArray(value) ? value : [];
}

/** A number, or the numbers of a list; empty for anything else. */
export function numbersOf(config: Config, key: string): number[] {
  return [config[key]].flat().filter((value) => typeof value === 'number');
}

/** A serialised thing: its class and its settings. Keras writes a word alone where there are none. */
export function classOf(value: unknown): { readonly name: string; readonly config: Config } | null {
  if (typeof value === 'string') return { name: value, config: {} };
  if (!isConfig(value)) return null;
  const name = textOf(value, 'class_name');
  const inner = value.config;
  // A function of Keras 3: { class_name: 'function', config: 'relu' }.
  if (name === 'function' && typeof inner === 'string') return { name: inner, config: {} };
  return name === null ? null : { name, config: configOf(value, 'config') };
}

/** `GlorotUniform`, `glorot_uniform` → `glorotuniform`. */
export function plainWord(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
