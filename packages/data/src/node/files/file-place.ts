import type { PackedFile } from './zip-entries.js';

/** Where the bytes of a file lie: a file of its own, or an entry of an archive. Plain data, so that a thread can be told. */
export interface FilePlace {
  readonly path: string;
  readonly entry?: PackedFile | undefined;
}
