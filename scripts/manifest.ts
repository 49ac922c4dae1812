/** The part of package.json that is generated: the setting `nnspec.rules` knows every rule. `npm run docs` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RULES } from '#language';

const FILE = fileURLToPath(new URL('../package.json', import.meta.url));

const SEVERITIES = ['error', 'warning', 'information', 'hint', 'off'];

interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Record<string, Record<string, unknown>> };
  };
}

/** package.json with every rule as a name that the setting takes: the editor completes and explains them. */
export function manifestWithRules(text: string): string {
  const manifest = JSON.parse(text) as Manifest;
  const setting = manifest.contributes.configuration.properties['nnspec.rules'];
  if (!setting) throw new Error('package.json has no setting nnspec.rules.');
  const rules = [...RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
  delete setting.properties;
  setting.propertyNames = {
    enum: rules.map(({ id }) => id),
    enumDescriptions: rules.map(({ severity, summary }) => `${summary} (${severity})`),
  };
  setting.additionalProperties = { type: 'string', enum: SEVERITIES };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The manifest as it is. */
export function readManifest(): string {
  return readFileSync(FILE, 'utf8');
}

export function writeManifest(): void {
  writeFileSync(FILE, manifestWithRules(readManifest()));
}
