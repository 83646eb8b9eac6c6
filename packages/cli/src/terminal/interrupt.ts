/**
 * A signal that Ctrl-C (or a polite kill) aborts: work ends at a safe point. A second Ctrl-C ends the process at once.
 *
 * @param onInterrupt  called at the first: to say what happens now
 */
export function interruptible(onInterrupt: () => void): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    onInterrupt();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
