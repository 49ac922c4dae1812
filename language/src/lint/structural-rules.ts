import type { Rule } from './rule.ts';
import { argumentRange } from './rules/argument-range.ts';
import { argumentType } from './rules/argument-type.ts';
import { dataFile } from './rules/data-file.ts';
import { duplicateName } from './rules/duplicate-name.ts';
import { inputShapeData } from './rules/input-shape-data.ts';
import { kernelTooLarge } from './rules/kernel-too-large.ts';
import { missingArgument } from './rules/missing-argument.ts';
import { missingFlatten } from './rules/missing-flatten.ts';
import { residualShape } from './rules/residual-shape.ts';
import { returnSequences } from './rules/return-sequences.ts';
import { shapeMismatch } from './rules/shape-mismatch.ts';
import { sweptConstant } from './rules/swept-constant.ts';
import { syntaxError } from './rules/syntax-error.ts';
import { unknownArgument } from './rules/unknown-argument.ts';
import { unknownName } from './rules/unknown-name.ts';
import { unusedDeclaration } from './rules/unused-declaration.ts';
import { unusedSuppression } from './rules/unused-suppression.ts';

/** The rules that parsing and resolution report. */
export const STRUCTURAL_RULES: readonly Rule[] = [
  argumentRange,
  argumentType,
  dataFile,
  duplicateName,
  inputShapeData,
  kernelTooLarge,
  missingArgument,
  missingFlatten,
  residualShape,
  returnSequences,
  shapeMismatch,
  sweptConstant,
  syntaxError,
  unknownArgument,
  unknownName,
  unusedDeclaration,
  unusedSuppression,
];
