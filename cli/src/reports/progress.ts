import { Presets, SingleBar } from 'cli-progress';
import type { EngineEvent } from '#engine';
import { t } from '#l10n';

/** A bar on stderr that follows a training; nothing where stderr is no terminal. */
export interface Progress {
  follow(event: EngineEvent): void;
  end(): void;
}

const SILENT: Progress = { follow: () => {}, end: () => {} };

export function createProgress(title: string): Progress {
  if (!process.stderr.isTTY) return SILENT;
  const format = `${title} {bar} ${t`epoch`} {value}/{total} {metrics}`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, barsize: 24 },
    Presets.rect,
  );
  return {
    follow(event) {
      if (event.type === 'started') bar.start(event.epochs, 0, { metrics: '' });
      if (event.type !== 'epoch') return;
      const { epoch, train, validation } = event.record;
      const shown = Object.entries(validation ?? train).map(([name, value]) => {
        return `${validation ? 'val_' : ''}${name} ${value.toFixed(3)}`;
      });
      bar.update(epoch, { metrics: shown.join('  ') });
    },
    end: () => bar.stop(),
  };
}

/** A bar on stderr that counts trainings; nothing where stderr is no terminal. */
export interface Tally {
  count(): void;
  end(): void;
}

/** @param most of the trainings: there may be fewer */
export function createTally(title: string, most: number): Tally {
  if (!process.stderr.isTTY) return { count: () => {}, end: () => {} };
  const format = `${title} {bar} ${t`${'{value}'} of at most ${'{total}'} trainings`}`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, barsize: 24 },
    Presets.rect,
  );
  bar.start(most, 0);
  return { count: () => bar.increment(), end: () => bar.stop() };
}
