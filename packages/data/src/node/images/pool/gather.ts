import type { PictureForm } from '../picture-form.js';
import type { ThreadPool } from './thread-pool.js';

/** Files in a batch: enough that handing it over costs little, few enough that progress is seen. */
const SIZE = 256;

/** Larger files are no small pictures. */
const LARGEST = 64 * 1024;

/** A file that was read. */
export interface ReadFile {
  /** Its place among all files. */
  readonly index: number;
  readonly bytes: Uint8Array;
}

/** What becomes of gathered files. */
export interface Gathered {
  /** A picture was decoded. */
  readonly made: (index: number, pixels: Uint8Array) => void;
  /** A file is not for the threads. */
  readonly left: (file: ReadFile) => Promise<void>;
}

/** Gathers small files into batches for a pool of threads. */
export interface Gathering {
  add(file: ReadFile): Promise<void>;
  /** Decodes what is left. */
  end(): Promise<void>;
}

export function gathering(pool: ThreadPool, form: PictureForm, { made, left }: Gathered): Gathering {
  let files: ReadFile[] = [];
  const decode = async (): Promise<void> => {
    const [its, ends] = [files, [] as number[]];
    files = [];
    for (const { bytes } of its) ends.push((ends.at(-1) ?? 0) + bytes.length);
    const decoded = await pool.decode({ bytes: joined(its), ends, form });
    const others = new Set(decoded.left);
    const length = decoded.values.length / its.length;
    for (const [at, file] of its.entries()) {
      if (others.has(at)) await left(file);
      else made(file.index, decoded.values.subarray(at * length, (at + 1) * length));
    }
  };
  return {
    async add(file) {
      if (file.bytes.length > LARGEST || file.bytes[1] !== 0x50) return left(file);
      files.push(file);
      if (files.length === SIZE) await decode();
    },
    end: async () => {
      if (files.length > 0) await decode();
    },
  };
}

function joined(files: readonly ReadFile[]): Uint8Array {
  const whole = new Uint8Array(files.reduce((length, { bytes }) => length + bytes.length, 0));
  let at = 0;
  for (const { bytes } of files) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
