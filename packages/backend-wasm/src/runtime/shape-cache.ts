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

/** Signatures that are kept; a program with more, of ever new shapes, begins again rather than grow without end. */
const signaturesAtMost = 2000;

const none: readonly never[] = [];

/** What was made for two shapes and some flags, found again without building a string: this runs at every kernel call. */
export class ShapeCache<Value> {
  private readonly buckets = new Map<number, Entry<Value>[]>();
  private signatures = 0;

  /** The value of these shapes, made by `make` the first time. */
  of(first: readonly number[], second: readonly number[], flags: number, make: () => Value): Value {
    const hash = mix(mix(flags, first), second);
    for (const entry of this.buckets.get(hash) ?? none) {
      const found = entry.flags === flags && sameNumbers(entry.first, first) && sameNumbers(entry.second, second);
      if (found) return entry.value;
    }
    return this.add(hash, { first: [...first], second: [...second], flags, value: make() });
  }

  private add(hash: number, entry: Entry<Value>): Value {
    if (this.signatures === signaturesAtMost) {
      this.buckets.clear();
      this.signatures = 0;
    }
    this.signatures++;
    const bucket = this.buckets.get(hash) ?? [];
    this.buckets.set(hash, bucket);
    bucket.push(entry);
    return entry.value;
  }
}
