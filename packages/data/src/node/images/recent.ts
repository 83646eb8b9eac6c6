/** What was asked for last, up to a number of things. */
export interface Recent<T> {
  get(key: number): T | undefined;
  set(key: number, value: T): void;
}

/** Keeps the things that were used last; what was not used for the longest time goes first. */
export function recent<T>(most: number): Recent<T> {
  const kept = new Map<number, T>(); // in order of use
  return {
    get: (key) => {
      const value = kept.get(key);
      if (value === undefined) return undefined;
      kept.delete(key);
      kept.set(key, value);
      return value;
    },
    set: (key, value) => {
      kept.delete(key);
      kept.set(key, value);
      if (kept.size > most) kept.delete(kept.keys().next().value as number);
    },
  };
}
