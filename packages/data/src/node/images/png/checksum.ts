/** The remainder of every byte, for CRC-32 of the polynomial 0xEDB88320 (bits reversed). */
const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 of some bytes, without sign. `node:zlib` has it from Node 20.15 on only. */
export function checksum(bytes: Uint8Array): number {
  let rest = -1;
  for (const byte of bytes) rest = (table[(rest ^ byte) & 255] as number) ^ (rest >>> 8);
  return ~rest >>> 0;
}
