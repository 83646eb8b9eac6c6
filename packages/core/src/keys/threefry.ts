/** The 64 bits of a key. */
export type KeyWords = { readonly high: number; readonly low: number };

/**
 * One block of Threefry-2x32 with 20 rounds: the two 32-bit words that a key gives for a counter, written to
 * `words[at]` and `words[at + 1]`. Integer arithmetic only, so they are the same everywhere. All data and keys come through here, a
 * hundred blocks an iteration: the rounds are written out.
 *
 * @see Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"
 */
export function threefry(words: Uint32Array, at: number, key: KeyWords, counter0: number, counter1: number): void {
  let k0 = key.high | 0;
  let k1 = key.low | 0;
  let k2 = k0 ^ k1 ^ 0x1bd11bda;
  let x = (counter0 + k0) | 0;
  let y = (counter1 + k1) | 0;
  for (let group = 1; group <= 5; group++) {
    if ((group & 1) === 1) {
      x = (x + y) | 0;
      y = ((y << 13) | (y >>> 19)) ^ x;
      x = (x + y) | 0;
      y = ((y << 15) | (y >>> 17)) ^ x;
      x = (x + y) | 0;
      y = ((y << 26) | (y >>> 6)) ^ x;
      x = (x + y) | 0;
      y = ((y << 6) | (y >>> 26)) ^ x;
    } else {
      x = (x + y) | 0;
      y = ((y << 17) | (y >>> 15)) ^ x;
      x = (x + y) | 0;
      y = ((y << 29) | (y >>> 3)) ^ x;
      x = (x + y) | 0;
      y = ((y << 16) | (y >>> 16)) ^ x;
      x = (x + y) | 0;
      y = ((y << 24) | (y >>> 8)) ^ x;
    }
    const used = k0;
    k0 = k1;
    k1 = k2;
    k2 = used;
    x = (x + k0) | 0;
    y = (y + k1 + group) | 0;
  }
  words[at] = x;
  words[at + 1] = y;
}

/**
 * The words of a key's stream, from its beginning: word i is half of block ⌊i / 2⌋. Streams of one key that differ in
 * `stream` are independent. After 2³³ words they repeat.
 */
export function wordStream(key: KeyWords, stream: number): () => number {
  const block = new Uint32Array(2);
  let [counter, half] = [0, 1];
  return () => {
    half ^= 1;
    if (half === 0) threefry(block, 0, key, counter++, stream);
    return block[half] as number;
  };
}

/** `count` words of a key's stream at once: the same as `wordStream` gives one by one. */
export function streamWords(key: KeyWords, stream: number, count: number): Uint32Array {
  const words = new Uint32Array(count + (count % 2));
  for (let at = 0; at < count; at += 2) threefry(words, at, key, at / 2, stream);
  return words.subarray(0, count);
}
