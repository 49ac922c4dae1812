/**
 * Fixes that the language's rules offer: where a rule and a symptom have one cause, the rule's fix is the first thing to
 * try, and the person is told one story.
 */
import type { Finding } from '#language';
import type { CauseCategory } from '../types.ts';
import { distinct } from './edits.ts';
import type { Candidate, Remedy, RemedyContext } from './remedy.ts';

/** Rules by the cause they point at. */
const RULES: Readonly<Record<CauseCategory, readonly string[]>> = {
  'head-and-loss': [
    'loss-head-mismatch',
    'softmax-single-unit',
    'units-classes',
    'target-range',
    'softmax-hidden',
  ],
  data: ['unscaled-features', 'unscaled-target', 'class-imbalance', 'scaled-labels'],
  initialization: [
    'constant-init',
    'init-scale',
    'relu-without-he',
    'sigmoid-without-xavier',
    'selu-without-lecun',
  ],
  activation: [
    'vanishing-gradient-risk',
    'exploding-gradient-risk',
    'dying-relu-risk',
    'linear-stack',
    'relu-in-recurrent',
  ],
  'learning-rate': [
    'learning-rate',
    'rnn-without-clipping',
    'momentum',
    'epsilon',
    'schedule-mismatch',
  ],
  optimizer: ['optimizer-choice', 'adagrad-deep'],
  'batch-size': ['batch-size', 'batch-norm-small-batch'],
  epochs: ['epochs', 'missing-early-stopping'],
  capacity: ['neurons-per-layer', 'hidden-layers'],
  regularization: ['over-regularized', 'dropout-rate', 'stacked-dropout', 'selu-with-dropout'],
  depth: ['simple-rnn-long-sequence', 'deep-plain-stack', 'missing-batch-norm'],
};

/** Where a rule's finding has to lie. */
type Place = Omit<RemedyContext, 'finding'>;

/** Causes that are set right before anything else is tried. */
const FIRST: readonly CauseCategory[] = ['head-and-loss', 'data'];

/** Fixes of the rules about faults that no tuning makes up for. */
export const directFixes: Remedy = {
  category: 'head-and-loss',
  candidates: (context) => FIRST.flatMap((category) => fixesOf(context, category)),
};

/** Fixes of the rules that point at the finding's own cause. */
export const relatedFixes: Remedy = {
  category: 'head-and-loss',
  candidates: (context) =>
    FIRST.includes(context.finding.category) ? [] : fixesOf(context, context.finding.category),
};

function fixesOf(context: RemedyContext, category: CauseCategory): Candidate[] {
  return RULES[category].flatMap((rule) => fixOf(context, rule));
}

/** The preferred fixes of all rules that warn of the text, whatever the training shows. */
export function warnedFixes(context: Place): Candidate[] {
  const warned = context.analysis.findings.filter(
    ({ severity, fixes }) =>
      (severity === 'error' || severity === 'warning') && fixes[0]?.preferred === true,
  );
  return [...new Set(warned.map(({ rule }) => rule))].flatMap((rule) => fixOf(context, rule));
}

/** One fix a finding, for all layers with the same fault at once. */
function fixOf(context: Place, rule: string): Candidate[] {
  const findings = context.analysis.findings.filter(
    (finding) => finding.rule === rule && finding.fixes.length > 0 && concerns(context, finding),
  );
  const [first] = findings;
  if (!first) return [];
  const edits = findings.flatMap((finding) => finding.fixes[0]?.edits ?? []);
  return [
    {
      id: `rule:${rule}`,
      title: first.fixes[0]?.title ?? rule,
      reason: first.message,
      basis: { kind: 'rule', rule },
      edits: distinct(edits),
    },
  ];
}

/** Whether a lint finding lies in the train block, its model or its data. */
function concerns({ train, model, data }: Place, { range }: Finding): boolean {
  return [train.range, model.range, data.range].some(
    (block) => range.start >= block.start && range.end <= block.end,
  );
}
