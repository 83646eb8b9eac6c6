/** Values by signature, of which the most recently used ones are kept. */
export interface SignatureCache<T> {
  /** The value of a signature: made by `make` if it is not there. */
  get(signature: string, make: () => T): T;
  clear(): void;
}

/**
 * @param capacity  how many values are kept
 * @param forget    called with each value that is kept no longer
 */
export function signatureCache<T>(capacity: number, forget: (value: T) => void): SignatureCache<T> {
  const kept = new Map<string, T>();
  return {
    get(signature, make) {
      const found = kept.get(signature);
      const value = found ?? make();
      if (found !== undefined) kept.delete(signature);
      kept.set(signature, value);
      const [oldest] = kept;
      if (kept.size > capacity && oldest !== undefined) {
        kept.delete(oldest[0]);
        forget(oldest[1]);
      }
      return value;
    },
    clear() {
      kept.forEach(forget);
      kept.clear();
    },
  };
}
