import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { utf8Bytes } from './utf8.js';

/** The metadata under which we keep the checksum: always the first words of our headers, so that its place is known. */
export const checksumKey = 'innerloop.sha256';
export const blankChecksum: string = '0'.repeat(64);

const beginning = utf8Bytes(`{"__metadata__":{"${checksumKey}":"`);
const place = 8 + beginning.length;

/** SHA-256 of a whole file of ours, in hex, as if its checksum were 64 zeros. */
export function checksumOf(file: Uint8Array): string {
  const rest = file.subarray(place + blankChecksum.length);
  return bytesToHex(sha256.create().update(file.subarray(0, place)).update(blankChecksum).update(rest).digest());
}

/** Writes the checksum into a file of ours. */
export function sign(file: Uint8Array): void {
  file.set(utf8Bytes(checksumOf(file)), place);
}

/** Whether a file has a checksum where we write it. */
export function isSigned(file: Uint8Array): boolean {
  return file.length >= place + blankChecksum.length && beginning.every((byte, at) => file[8 + at] === byte);
}
