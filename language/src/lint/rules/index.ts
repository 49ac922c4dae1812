import type { Rule } from '../rule.ts';
import { STRUCTURAL_RULES } from '../structural-rules.ts';

/** Every rule of the language. */
export const RULES: readonly Rule[] = [...STRUCTURAL_RULES];
