import { exitCodes } from './exit-codes.js';

/** Work that Ctrl-C can end at a safe point. */
export interface Interruptible {
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Leaves the signals alone again. */
  release(): void;
}

/** How the work at hand is stopped: by a signal, or because nobody reads what is printed. */
const working = new Set<() => void>();

/** Stops what can be stopped at a safe point; `false` if nothing is being done. */
export function stopWork(): boolean {
  for (const stop of working) stop();
  return working.size > 0;
}

/**
 * Turns Ctrl-C, or a polite kill, into an abort signal; a second one ends the process at once.
 *
 * @param onInterrupt  called at the first: to say what happens now
 */
export function interruptible(onInterrupt: () => void): Interruptible {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
    onInterrupt();
  };
  const stopOnce = (): void => controller.abort();
  working.add(stopOnce);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release() {
      working.delete(stopOnce);
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
