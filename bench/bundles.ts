/**
 * How large the bundles are that a user loads, minified and not compressed: `node bench/bundles.ts [--parts]`. With `--parts`
 * each is followed by what it is made of.
 */
import { parseArgs } from 'node:util';
import { bundleSizes } from '../scripts/bundle-sizes.ts';

const { values } = parseArgs({ options: { parts: { type: 'boolean' } } });

for (const { output, bytes, limit, parts } of await bundleSizes()) {
  const bar = limit === undefined ? '' : `at most ${kilobytes(limit)}`;
  console.log(`${output.padEnd(26)}${kilobytes(bytes).padStart(12)}   ${bar}`);
  if (limit !== undefined && bytes > limit) process.exitCode = 1;
  for (const [part, size] of values.parts ? parts : []) {
    console.log(`    ${part.padEnd(44)}${kilobytes(size).padStart(10)}`);
  }
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
