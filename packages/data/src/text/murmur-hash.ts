/**
 * MurmurHash3 of 32 bits (Austin Appleby, public domain), signed: the hash that scikit-learn's `HashingVectorizer` uses, with seed 0.
 */
export function murmurHash(bytes: Uint8Array, seed = 0): number {
  const blocks = bytes.length >>> 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let hash = seed | 0;
  for (let block = 0; block < blocks; block += 1) {
    hash = rotated(hash ^ mixed(view.getInt32(block * 4, true)), 13);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= blocks * 4; at -= 1) rest = (rest << 8) | (bytes[at] as number);
  hash ^= mixed(rest); // of no rest it is 0
  return avalanche(hash ^ bytes.length);
}

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const mixed = (block: number): number => Math.imul(rotated(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

function avalanche(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
