import type { Listeners } from '@innerloop/core';
import { progressDisplay } from './progress.js';
import type { ProgressDisplay, ProgressOptions } from './progress.js';

/** Milliseconds that reading may take before it is shown. */
const PATIENCE = 700;

/**
 * Shows how data sets are read: a bar, or lines, for each set of files that takes a while.
 *
 * @param open  makes a display; default `progressDisplay`
 */
export function readingDisplay(
  open: (options: ProgressOptions) => ProgressDisplay = progressDisplay,
  now: () => number = () => performance.now(),
): { readonly progress: NonNullable<Listeners['progress']> } {
  let display: ProgressDisplay | undefined;
  let begun: number | undefined;
  return {
    progress(done, total) {
      begun ??= now();
      if (display === undefined && now() - begun >= PATIENCE) display = open({ label: 'reading', subject: 'files' });
      display?.update(done, total, '');
      if (done < total) return;
      display?.stop();
      [display, begun] = [undefined, undefined];
    },
  };
}
