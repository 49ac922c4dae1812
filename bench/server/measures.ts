import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Latencies {
  readonly median: number;
  readonly p95: number;
}

/** The median and the 95th percentile of times in milliseconds. */
export function latencies(times: readonly number[]): Latencies {
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95) };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** The memory of a process that is in use, in megabytes; undefined where the system does not tell (Windows). */
export async function residentMegabytes(pid: number | undefined): Promise<number | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
    return (Number(stdout) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
