import { structuralRule } from '../structural.ts';

export const shapeMismatch = structuralRule({
  id: 'shape-mismatch',
  severity: 'error',
  summary: 'What arrives at a layer is not what it needs.',
  documentation: {
    what: 'Shapes are inferred through the whole model. The message says what arrives and what is needed, at the layer where the two meet.',
    why: 'A convolution slides over the axes of an image, a recurrent layer over time steps; branches are joined along the last axis, so all other axes must agree.',
    source: 'The shape rules of the catalogue.',
  },
  bad: [
    `model Net {
  input(64)
  conv2d(8, 3, relu)
  flatten
  dense(10, softmax)
}
`,
    `model Net {
  input(64)
  reshape(7, 9, 1)
  flatten
  dense(10, softmax)
}
`,
  ],
  good: [
    `model Net {
  input(64)
  reshape(8, 8, 1)
  conv2d(8, 3, relu)
  flatten
  dense(10, softmax)
}
`,
  ],
});
