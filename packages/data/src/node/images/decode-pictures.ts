import { EngineError, InvalidDataError } from '@innerloop/core';
import { decodePicture } from './decode-picture.js';
import { forEachAtOnce } from '../files/at-once.js';
import type { FilePlace } from '../files/file-place.js';
import type { PictureForm } from './picture-form.js';
import { pictureLength } from './picture-form.js';
import { decodeSmall } from './threads/decode-small.js';

/** Pictures read and decoded at the same time: the decoder has threads of its own. */
const AT_ONCE = 8;

/** How many damaged files a message names. */
const NAMED = 10;

/** A file that holds a picture. */
export interface PictureFile {
  /** Its path, for messages. */
  readonly name: string;
  read(): Promise<Uint8Array>;
  /** Where it lies, if threads can read it themselves. */
  readonly place?: FilePlace | undefined;
}

export interface DecodeOptions {
  /** Who asks: errors begin with it. */
  readonly where: string;
  readonly form: PictureForm;
  /** Whether damaged files are an error, which names them, or are left out. Default `refuse`. */
  readonly damaged?: Damaged | undefined;
  /** Threads for many small pictures, this one counted. Default: as many as there are processors, at most 4. */
  readonly threads?: number | undefined;
  /** Called as pictures get decoded. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export type Damaged = 'refuse' | 'skip';

export interface DecodedPictures {
  /** Pictures `[n, height, width, channels]` in the order of the files, those that were skipped left out. */
  readonly values: Uint8Array;
  /** For each file, its row in `values`, or none if it was skipped. */
  readonly rows: readonly (number | undefined)[];
  readonly skipped: readonly string[];
}

/**
 * Decodes many pictures into one block.
 *
 * @throws InvalidDataError that names the damaged files, unless they are to be skipped
 */
export async function decodePictures(files: readonly PictureFile[], options: DecodeOptions): Promise<DecodedPictures> {
  const { where, form, damaged = 'refuse', progress, threads } = options;
  const length = pictureLength(form);
  const small = await decodeSmall(files, form, threads, (made) => progress?.(made, files.length));
  const block = small?.block ?? new Uint8Array(files.length * length);
  const faults = new Map<number, string>();
  const left = [...files.keys()].filter((index) => small?.made[index] !== 1);
  let done = files.length - left.length;
  await forEachAtOnce(left, AT_ONCE, async (index) => {
    const file = files[index] as PictureFile;
    try {
      block.set(await decodePicture(await file.read(), form), index * length);
    } catch (cause) {
      if (cause instanceof EngineError) throw cause; // no file is damaged: the decoder is not there
      faults.set(index, cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause));
    }
    done += 1;
    progress?.(done, files.length);
  });
  if (faults.size > 0 && damaged === 'refuse') throw refusal(where, files, faults);
  return compact(block, length, files, faults);
}

function refusal(where: string, files: readonly PictureFile[], faults: ReadonlyMap<number, string>): InvalidDataError {
  const listed = [...faults].sort(([one], [other]) => one - other).slice(0, NAMED);
  const lines = listed.map(([index, fault]) => `  ${(files[index] as PictureFile).name}: ${fault}`);
  if (faults.size > NAMED) lines.push(`  … and ${faults.size - NAMED} more`);
  return new InvalidDataError(
    `${where}: ${faults.size} of ${files.length} images are damaged. Replace them, or leave them out with damaged: 'skip'.\n${lines.join('\n')}`,
  );
}

/** Moves rows up over those that are missing. */
function compact(
  block: Uint8Array,
  length: number,
  files: readonly PictureFile[],
  faults: ReadonlyMap<number, string>,
): DecodedPictures {
  let kept = 0;
  const rows = files.map((_, index) => {
    if (faults.has(index)) return undefined;
    block.copyWithin(kept * length, index * length, (index + 1) * length);
    kept += 1;
    return kept - 1;
  });
  const skipped = files.flatMap(({ name }, index) => (faults.has(index) ? [name] : []));
  return { values: block.subarray(0, kept * length), rows, skipped };
}
