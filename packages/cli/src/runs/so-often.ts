/**
 * Whether something that happens over and over is due: at first, and then once so many milliseconds have passed since it was.
 * Reading the clock costs a small part of a microsecond, so the quickest loop may ask.
 */
export function soOften(milliseconds: number, now: () => number = () => performance.now()): () => boolean {
  let next = -Infinity;
  return () => {
    const time = now();
    if (time < next) return false;
    next = time + milliseconds;
    return true;
  };
}
