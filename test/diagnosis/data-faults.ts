/** Held-out specimens whose data are at fault, and the symptom that shows it. */
export const FAULTS = [
  ['held-rare-class', 'class-imbalance'],
  ['held-repeated-rows', 'data-leak'],
  ['held-shuffled-labels', 'overfitting'],
] as const;
