/** Uniform numbers of [0, 1), the same on every machine: a linear congruential generator (Numerical Recipes), its low bits dropped. */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 8;
  };
  next();
  return () => next() / 2 ** 24;
}

/** About normal: twelve uniform numbers less six, mean 0 and variance 1. Enough for pixels. */
export function aboutNormal(next: () => number): () => number {
  return () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += next();
    return sum;
  };
}
