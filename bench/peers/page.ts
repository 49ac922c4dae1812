/** The engine in a page: what bench/peers/chromium.ts loads into Chromium. */
import { type Kernels, loadKernels } from '../../engine/src/index.ts';
import { engineOn } from '../engine-clock.ts';
import { mnistWorkload, type Workload, workloads } from '../workloads.ts';

let kernels: Kernels;
const all = new Map<string, Workload>(workloads.map((workload) => [workload.name, workload]));
const clocks = new Map<string, (seconds: number) => number>();

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Files as base64: both builds of the kernels, MNIST's first images and labels. */
export async function prepare(files: Readonly<Record<string, string>>): Promise<string> {
  const read = (name: string) => bytesOf(files[name] ?? '');
  kernels = await loadKernels({ simd: read('simd'), relaxed: read('relaxed') });
  const pixels = mnistWorkload(read('images'), read('labels'));
  all.set(pixels.name, pixels);
  return kernels.build;
}

/** Microseconds a step; null for an unknown workload. */
export function measure(name: string, seconds: number): number | null {
  const workload = all.get(name);
  if (!workload) return null;
  const clock = clocks.get(name) ?? engineOn(workload, kernels);
  clocks.set(name, clock);
  return clock(seconds);
}
