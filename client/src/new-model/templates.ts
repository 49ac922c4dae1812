/** What a new specification can begin as: files of `client/templates`, bundled as text. */
import { t } from '#l10n';
import images from '../../templates/images.nnspec';
import sequenceGru from '../../templates/sequence-gru.nnspec';
import sequenceLstm from '../../templates/sequence-lstm.nnspec';
import small from '../../templates/small.nnspec';
import tableClasses from '../../templates/table-classes.nnspec';
import tableNumber from '../../templates/table-number.nnspec';
import transfer from '../../templates/transfer.nnspec';
import twoClasses from '../../templates/two-classes.nnspec';

export interface Template {
  /** Of the list that the person picks from. */
  readonly label: string;
  readonly description: string;
  /** The name of a file that is made from it. */
  readonly file: string;
  readonly text: string;
  /** A table of the person's own can stand in the place of the one it has. */
  readonly takes?: 'classes' | 'numbers';
}

/** What the person picks from. */
export function templates(): readonly Template[] {
  return [
    {
      label: t('Small network'),
      description: t('dense layers on generated spirals'),
      file: 'spirals',
      text: small,
    },
    {
      label: t('Classes from a table'),
      description: t('csv, dense layers, softmax'),
      file: 'classifier',
      text: tableClasses,
      takes: 'classes',
    },
    {
      label: t('A number from a table'),
      description: t('csv, dense layers, one linear unit'),
      file: 'regression',
      text: tableNumber,
      takes: 'numbers',
    },
    {
      label: t('Two classes'),
      description: t('dense layers, one sigmoid unit'),
      file: 'two-classes',
      text: twoClasses,
    },
    {
      label: t('Images'),
      description: t('convolutions and pooling'),
      file: 'images',
      text: images,
    },
    {
      label: t('Sequences: LSTM'),
      description: t('forecasting a wave'),
      file: 'lstm',
      text: sequenceLstm,
    },
    {
      label: t('Sequences: GRU'),
      description: t('the adding problem'),
      file: 'gru',
      text: sequenceGru,
    },
    {
      label: t('Transfer learning'),
      description: t('frozen layers, a new head, fine-tuning'),
      file: 'transfer',
      text: transfer,
    },
  ];
}

/** The data file that a template reads, relative to it; undefined where its data are generated. */
export function dataFileOf({ text }: Pick<Template, 'text'>): string | undefined {
  return /^ {2}source "([^"]+)"/m.exec(text)?.[1];
}
