import packageFile from '../../package.json' with { type: 'json' };

/** Of the package. */
export function version(): string {
  return packageFile.version;
}
