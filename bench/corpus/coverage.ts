/**
 * Every case of the sources beside its restatement, or why it has none: `npm run coverage` prints the table and
 * writes it into bench/corpus/README.md.
 */
import { CASES } from './cases.ts';

interface SourceCase {
  readonly source: string;
  readonly fault: string;
  /** Ids of `cases/`, or the beginning that several share. */
  readonly restated: readonly string[];
  /** What was changed, or why there is no restatement. */
  readonly note: string;
}

const AUTO_TRAINER = 'AutoTrainer';
const POSTS = 'DeepLocalize';
const PATCHES = 'DeepFD';
const MUTANTS = 'dl-fl-repair';
const INJECTED = 'TheDeepChecker';

const of =
  (source: string) =>
  (fault: string, restated: readonly string[], note = ''): SourceCase => ({
    source,
    fault,
    restated,
    note,
  });
const [at, dl, df, mu, dc] = [AUTO_TRAINER, POSTS, PATCHES, MUTANTS, INJECTED].map(of) as [
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
  ReturnType<typeof of>,
];

const BY_HAND = 'a bug of hand-written training code, which a specification cannot contain';

const SOURCES: readonly SourceCase[] = [
  at('AT2 oscillating loss', ['AT2']),
  at('AT4, AT5 exponential layers', ['AT4', 'AT5']),
  at('AT8, AT9 sigmoid stacks', ['AT8', 'AT9']),
  at('AT10, AT11 small initial weights', ['AT10', 'AT11']),
  at('AT14 dying ReLU, small weights', ['AT14a', 'AT14b']),
  at(
    'AT15 dying ReLU, 15 to 17 layers',
    ['AT15a', 'AT15b', 'AT15c'],
    'trains without trouble on some seeds',
  ),
  at('AT22 one layer of equal weights', ['AT22-']),
  at('AT-H controls', [], 'healthy: AT-tanh-3 to AT-tanh-10 on two data sets, conv'),
  dl('31556268', ['31556268'], 'XOR with noise in place of four rows'),
  dl('31627380', ['31627380'], 'made-up passengers'),
  dl('34311586', ['34311586'], 'XOR with noise in place of six rows'),
  dl('34673164', ['34673164'], '300 made-up rows in place of 9'),
  dl('38648195', ['38648195'], '2000 samples in place of 60000'),
  dl('39217567', ['39217567']),
  dl('39525358', ['39525358']),
  dl('41372874', [], 'no fault in the source: a healthy control'),
  dl('44164749', ['44164749'], 'digits in place of MNIST, narrower'),
  dl('47352366', ['47352366'], 'digits in place of MNIST, narrower'),
  dl('48221692', ['48221692']),
  dl('48594888', ['48594888'], 'digits as bytes in place of CIFAR-10'),
  dl('50079585', ['50079585'], 'three digits in place of photographs; refused before training'),
  dl('50306988', ['50306988']),
  dl('51930566', ['51930566']),
  dl('52800582', ['52800582']),
  dl('58609115', ['58609115']),
  dl(
    'Traffic-Sign',
    [],
    'the source only swaps activations, which changes nothing that can be measured',
  ),
  dl('DDOS', ['DDOS'], 'a shipped data set in place of the traffic'),
  dl('Averaging', [], 'a linear task: no fault, a healthy control'),
  df('41600519', ['41600519'], 'biopsies in place of Higgs events'),
  df('51181393', ['51181393']),
  df('37624102', ['37624102']),
  df('41977498', ['41977498'], 'wine'),
  df('42514960', ['42514960'], 'made-up signals'),
  df('37213388', ['37213388'], 'digits'),
  df('41327601', ['41327601'], 'digits'),
  df('59282996', [], 'masking of padded steps is not in the language'),
  mu('RE-l1, RE-lr, RE-sgd, RE-ones, RE-lin', ['RE-'], 'digits in place of Reuters'),
  mu('CI-hs, CI-ones', ['CI-'], 'digits in place of CIFAR-10'),
  dc('missing normalisation', ['DC-unscaled-']),
  dc('double normalisation', [], 'among the held-out faults'),
  dc('learning rate too high', ['DC-high-lr-', 'DC-sgd-high-lr-']),
  dc('learning rate too low', ['DC-low-lr-']),
  dc('tiny epsilon', [], 'without effect here: kernels guard the division; rule epsilon'),
  dc('constant initialisation', ['DC-constant-', 'DC-zeros-']),
  dc('arbitrary initial scale', ['DC-large-init-']),
  dc('over-regularised, dropout everywhere', ['DC-l2-', 'DC-dropout-']),
  dc('no regularisation', [], 'overfitting: bench/corpus/tuning'),
  dc('missing softmax', ['DC-relu-head-', 'RE-lin']),
  dc('softmax as a hidden activation', ['DC-softmax-hidden-']),
  dc('softmax on one unit', ['DC-softmax-unit-']),
  dc('sigmoid for targets beyond its range', ['DC-sigmoid-']),
  dc('squared errors for classes', ['31556268', '34311586'], 'and among the held-out faults'),
  dc('target not scaled', ['52800582', 'DC-unscaled-diabetes']),
  dc('unbalanced data, labels of other rows', [], 'among the held-out faults'),
  dc('no non-linearity, too few neurons', ['DC-linear-stack-', 'DC-narrow-']),
  dc(
    'flipped gradient, softmax twice or over the batch axis, wrong reductions, broadcasting',
    [],
    BY_HAND,
  ),
  dc('bad augmentation', [], 'there is no augmentation in the language'),
  dc('batch norm not updated', [], BY_HAND),
];

/** One row a case of the sources; throws where a named restatement does not exist, or a restated case is named by none. */
export function coverageTable(): string {
  const named = new Set<string>();
  const rows = SOURCES.map(({ source, fault, restated, note }) => {
    const ids = restated.flatMap((beginning) => {
      const found = CASES.filter(
        ({ id }) => id === beginning || (beginning.endsWith('-') && id.startsWith(beginning)),
      );
      if (found.length === 0) throw new Error(`There is no case '${beginning}'.`);
      return found.map(({ id }) => id);
    });
    for (const id of ids) named.add(id);
    const shown = ids.length > 4 ? `${restated.join(', ')}… (${ids.length})` : ids.join(', ');
    return `| ${source} | ${fault} | ${shown || '-'} | ${note} |`;
  });
  const forgotten = CASES.filter(({ id }) => !named.has(id));
  if (forgotten.length > 0)
    throw new Error(`No source for ${forgotten.map(({ id }) => id).join(', ')}.`);
  return ['| source | case | restated as | note |', '|---|---|---|---|', ...rows].join('\n');
}
