import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

/** Bytes read at a time. */
const WINDOW = 1024 * 1024;

type Callback = (error: Error | null, bytesRead?: number) => void;

/**
 * Reads a file through a window of one megabyte.
 *
 * The directory of a zip archive is read forwards in pieces of 46 bytes and of a name. One request to the system for each would take a
 * minute for half a million entries.
 */
export class WindowReader extends RandomAccessReader {
  readonly #file: FileHandle;
  #window = Buffer.alloc(0);
  #start = 0;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override read(into: Buffer, offset: number, length: number, position: number, callback: Callback): void {
    if (this.#serve(into, offset, length, position)) {
      callback(null, length);
      return;
    }
    const window = Buffer.allocUnsafe(Math.max(WINDOW, length));
    this.#file.read(window, 0, window.length, position).then(
      ({ bytesRead }) => {
        this.#window = window.subarray(0, bytesRead);
        this.#start = position;
        const there = Math.min(length, bytesRead);
        this.#serve(into, offset, there, position);
        callback(null, there);
      },
      (cause: unknown) => callback(cause as Error),
    );
  }

  #serve(into: Buffer, offset: number, length: number, position: number): boolean {
    const from = position - this.#start;
    if (from < 0 || from + length > this.#window.length) return false;
    this.#window.copy(into, offset, from, from + length);
    return true;
  }
}
