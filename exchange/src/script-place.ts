/** Where a script stands and what it came from. */
export interface ScriptPlace {
  /** Name of the specification: `digits.nnspec`. */
  readonly specification: string;
  /** Name of the script: `digits.py`. */
  readonly script: string;
  /** From the script's folder to the specification's, which the data's paths are relative to; empty: the same. */
  readonly folder: string;
  /** A safetensors file that the script starts from unless told otherwise, relative to the script's folder. */
  readonly weights?: string;
}
