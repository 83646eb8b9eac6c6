import { InvalidOptionError } from '@innerloop/core';

/** When pictures are decoded. */
export interface DecodeTime {
  /**
   * `ahead`: all of a split when it is opened, and kept in the cache on disk: the fastest to draw from. `on-demand`: those of an episode when
   * it is drawn, at once and without a file of the cache: the first episode comes as soon as the files are listed. `auto`, the default: ahead
   * where the pictures take at most `memory` when decoded, and are at most 100,000. Episodes are the same, bit for bit.
   */
  readonly decode?: 'ahead' | 'on-demand' | 'auto' | undefined;
  /** Megabytes (2²⁰ bytes) of decoded pictures: what `auto` decodes ahead at most, and what is kept at most on demand. Default 512. */
  readonly memory?: number | undefined;
}

/** More take minutes to decode before the first episode. */
const PICTURES = 100_000;

const MEMORY = 512;

/** Bytes of decoded pictures. @throws InvalidOptionError if `memory` is no positive number */
export function memoryOf(where: string, { memory = MEMORY }: DecodeTime): number {
  if (memory > 0 && Number.isFinite(memory)) return memory * 2 ** 20;
  throw new InvalidOptionError(`${where}: memory must be a positive number of megabytes, got ${memory}.`);
}

/** Whether so many pictures of so many bytes are decoded when their split is opened. */
export function decodesAhead(set: DecodeTime & { readonly where: string }, pictures: number, bytes: number): boolean {
  const { decode = 'auto', where } = set;
  const memory = memoryOf(where, set);
  if (decode !== 'auto') return decode === 'ahead';
  return pictures <= PICTURES && pictures * bytes <= memory;
}
