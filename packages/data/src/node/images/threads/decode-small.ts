import type { PictureFile } from '../decode-pictures.js';
import type { PictureForm } from '../picture-form.js';
import { pictureLength } from '../picture-form.js';
import { decodeShare } from './share.js';
import type { SharedWork } from './share.js';
import { startWorkers } from './workers.js';

/** From so many pictures on, a worker is worth its start. */
const MANY = 2000;

/** What came of many small pictures. */
export interface SmallPictures {
  readonly block: Uint8Array;
  /** A byte a picture: 1 where the block has it; others are for the decoder that knows everything. */
  readonly made: Uint8Array;
}

/** Memory for so many pictures of a form. */
function sharedWork(places: SharedWork['places'], form: PictureForm): SharedWork {
  return {
    places,
    form,
    block: new SharedArrayBuffer(places.length * pictureLength(form)),
    made: new SharedArrayBuffer(places.length),
    counts: new SharedArrayBuffer(8),
  };
}

/** Whether there is something to gain: many files that are named as small pictures are. */
const worthwhile = (files: readonly PictureFile[]): boolean =>
  files.length >= MANY && files.every(({ place, name }) => place !== undefined && /\.png$/i.test(name));

/**
 * Decodes small plain PNG files, with the other processors' help where there are many. The same bytes come of it whatever the number of
 * threads.
 *
 * @param threads  this one and workers. Default: the machine's processors, at most four; one from source
 * @returns nothing if it is not worthwhile
 */
export async function decodeSmall(
  files: readonly PictureFile[],
  form: PictureForm,
  threads: number | undefined,
  told: (done: number) => void,
): Promise<SmallPictures | undefined> {
  if (!worthwhile(files)) return undefined;
  const work = sharedWork(
    files.map(({ place }) => place),
    form,
  );
  const workers = startWorkers(work, threads && threads - 1);
  try {
    await decodeShare(work, told);
    await workers.finished();
  } finally {
    await workers.stop();
  }
  return { block: new Uint8Array(work.block), made: new Uint8Array(work.made) };
}
