/** How quickly work goes, from what was done in the last seconds. */
export interface Speed {
  /** So much is done now. The first value is where the work begins: what a resumed run has behind it tells nothing of the speed. */
  add(done: number): void;
  /** Units a second; `undefined` until it can be told. */
  perSecond(): number | undefined;
}

/** Milliseconds that the speed is the mean of. */
const SPAN = 20_000;
/** Milliseconds between two of the points that are remembered. */
const STEP = 500;

/** @param now  milliseconds */
export function speedOf(now: () => number): Speed {
  let points: readonly { readonly done: number; readonly time: number }[] = [];
  let last: { readonly done: number; readonly time: number } | undefined;
  return {
    add(done) {
      last = { done, time: now() };
      const newest = points.at(-1);
      if (newest === undefined || last.time - newest.time >= STEP) {
        const from = last.time - SPAN;
        // One point that is older stays, so that slow steps have a speed too.
        const kept = points.findIndex(({ time }) => time >= from);
        points = [...points.slice(Math.max(0, (kept === -1 ? points.length : kept) - 1)), last];
      }
    },
    perSecond() {
      const [first] = points;
      if (first === undefined || last === undefined || last.time <= first.time || last.done <= first.done)
        return undefined;
      return (1000 * (last.done - first.done)) / (last.time - first.time);
    },
  };
}

/** `12.3/s`, or `4.2 s each` where it is slow. */
export function speedInWords(perSecond: number): string {
  if (perSecond >= 100) return `${Math.round(perSecond)}/s`;
  return perSecond >= 0.5 ? `${perSecond.toPrecision(2)}/s` : `${(1 / perSecond).toPrecision(2)} s each`;
}

/** `45 s`, `3:20` (minutes), `2:05 h`. */
export function timeInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
}
