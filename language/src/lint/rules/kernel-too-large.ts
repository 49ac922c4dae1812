import { structuralRule } from '../structural.ts';

export const kernelTooLarge = structuralRule({
  id: 'kernel-too-large',
  severity: 'error',
  summary: 'A kernel or pool is larger than its input.',
  documentation: {
    what: 'After several pools the image has become smaller than the kernel that is to slide over it.',
    why: 'Without padding the output has ⌊(size − kernel) / stride⌋ + 1 positions, which is none.',
    source: 'The shape rules of the catalogue.',
  },
  bad: [
    `model Net {
  input(8, 8, 1)
  conv2d(8, 3, relu)
  max_pool2d(2)
  conv2d(8, 5, relu)
  flatten
  dense(10, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(8, 8, 1)
  conv2d(8, 3, relu)
  max_pool2d(2)
  conv2d(8, 3, relu)
  flatten
  dense(10, softmax)
}
`,
  ],
});
