type Kept<Value> = { readonly value: Value; readonly weight: number };

/**
 * Values by key, of which the longest unused are let go of: when the young weigh `limit`, they become the old, and the old go.
 * What was asked for last stays until others of that weight were, so a caller may hold a few at once.
 */
export class Generations<Value> {
  private young = new Map<string, Kept<Value>>();
  private old = new Map<string, Kept<Value>>();
  private weight = 0;

  constructor(
    private readonly limit: number,
    private readonly release: (value: Value) => void,
  ) {}

  /** The value of a key, made the first time. */
  of(key: string, make: () => Value, weight = 1): Value {
    const found = this.young.get(key);
    if (found !== undefined) return found.value;
    const earlier = this.old.get(key);
    this.old.delete(key);
    return this.keep(key, earlier ?? { value: make(), weight });
  }

  private keep(key: string, kept: Kept<Value>): Value {
    if (this.weight >= this.limit) this.age();
    this.young.set(key, kept);
    this.weight += kept.weight;
    return kept.value;
  }

  private age(): void {
    for (const { value } of this.old.values()) this.release(value);
    this.old = this.young;
    this.young = new Map();
    this.weight = 0;
  }
}
