import type { MetricsLog } from './metrics-log.js';

/** About as many lines a run has at most. */
const LINES = 1000;

/** What one iteration adds. */
export interface Measured {
  readonly iteration: number;
  readonly loss: number;
  readonly gradientNorm: number;
  /** Present where the iteration was validated: it then has a line. */
  readonly validation?: number | undefined;
}

/** Writes the means of every so many iterations to a log, about a thousand lines a run. */
export function metricsSummary(
  log: Pick<MetricsLog, 'seconds' | 'write'>,
  iterations: number,
  now: () => number = () => performance.now(),
): (measured: Measured) => void {
  const every = Math.max(1, Math.floor(iterations / LINES));
  const start = now();
  let [losses, norms, seen] = [0, 0, 0];
  return ({ iteration, loss, gradientNorm, validation }) => {
    losses += loss;
    norms += gradientNorm;
    seen += 1;
    if (iteration % every !== 0 && validation === undefined && iteration !== iterations) return;
    log.write({
      iteration,
      loss: losses / seen,
      gradientNorm: norms / seen,
      ...(validation === undefined ? {} : { validation }),
      seconds: Math.round(1000 * log.seconds + now() - start) / 1000,
    });
    [losses, norms, seen] = [0, 0, 0];
  };
}
