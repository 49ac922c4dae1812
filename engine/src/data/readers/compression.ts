import { gunzipSync } from 'fflate';
import { t } from '#l10n';
import { DataError } from '../data-error.ts';

/** The file's content, unpacked where it is gzip (told by its first two bytes, not by its name). */
export function decompress(path: string, bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    throw new DataError(
      t`the gzip data is damaged or cut off. Download or compress the file again.`,
      { file: path },
    );
  }
}
