interface Entry<Value> {
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly flags: number;
  readonly value: Value;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function mix(hash: number, numbers: readonly number[]): number {
  let mixed = Math.imul(hash ^ numbers.length, 0x9e3779b1);
  for (let at = 0; at < numbers.length; at++)
    mixed = Math.imul(mixed ^ (numbers[at] ?? 0), 0x85ebca6b) ^ (mixed >>> 13);
  return mixed;
}

/** What was made for two shapes and some flags, found again without building a string: this runs at every kernel call. */
export class ShapeCache<Value> {
  private readonly buckets = new Map<number, Entry<Value>[]>();

  /** The value of these shapes, made by `make` the first time. */
  of(first: readonly number[], second: readonly number[], flags: number, make: () => Value): Value {
    const hash = mix(mix(flags, first), second);
    let bucket = this.buckets.get(hash);
    if (bucket === undefined) {
      bucket = [];
      this.buckets.set(hash, bucket);
    }
    for (const entry of bucket) {
      if (entry.flags === flags && sameNumbers(entry.first, first) && sameNumbers(entry.second, second))
        return entry.value;
    }
    const value = make();
    bucket.push({ first: [...first], second: [...second], flags, value });
    return value;
  }
}
