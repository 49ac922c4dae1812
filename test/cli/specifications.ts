/** Two classes told apart by one number. */
export const TABLE = `a,b,y\n${Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 2},${i % 2 ? 'odd' : 'even'}`).join('\n')}\n`;

/** A specification that checks and trains in a fraction of a second. */
export function specification(changes: Partial<Record<keyof typeof PARTS, string>> = {}): string {
  const { source, layer, epochs, rate } = { ...PARTS, ...changes };
  return `data Parity {
  source "${source}"
  target y
  scale standardize
  split train 60%, validation 20%, test 20%
}

model Net {
  input(2)
  ${layer}
  dense(2, softmax)
}

train Net on Parity {
  loss cross_entropy
  optimizer adam(learning_rate: ${rate})
  epochs ${epochs}
  early_stopping(patience: 100)
  metrics accuracy
}
`;
}

const PARTS = {
  source: 'table.csv',
  layer: 'dense(16, tanh, init: glorot_uniform)',
  epochs: '20',
  rate: '3e-3',
};
