import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { reasonOf } from '../files/file-tree.js';
import type { PictureExamples } from '../images/picture-examples.js';
import type { CacheOption } from './cache-folder.js';
import { cacheFolder } from './cache-folder.js';
import { decodeExamples, encodeExamples } from './examples-file.js';

export interface CacheEntry {
  /** What the file's name begins with. */
  readonly name: string;
  /** Everything that the examples depend on: another key is another file. */
  readonly key: string;
  readonly cache: CacheOption;
}

/**
 * Examples from the cache, or made and then kept there.
 *
 * A cache file that is truncated, damaged or of an older format is made again. A new one is written under a temporary name and renamed, so a
 * reader never sees half of it. When it cannot be written (read-only, full) a warning of the process says so and the examples are used.
 */
export async function cachedExamples(
  { name, key, cache }: CacheEntry,
  make: () => Promise<PictureExamples>,
): Promise<PictureExamples> {
  const folder = cacheFolder(cache);
  if (folder === undefined) return make();
  const digest = createHash('sha256').update(key).digest('hex');
  const path = join(folder, `${name.replace(/[^a-z0-9-]+/gi, '-')}-${digest.slice(0, 16)}.images`);
  const known = decodeExamples(digest, await readFile(path).catch(() => new Uint8Array()));
  if (known !== undefined) return known;
  const made = await make();
  await replaceFile(path, encodeExamples(digest, made)).catch((cause: unknown) => {
    process.emitWarning(
      `The decoded images of '${name}' could not be kept in '${path}' (${reasonOf(cause)}), so they will be decoded again. ` +
        'Pass cache: a folder that can be written, or cache: false.',
    );
  });
  return made;
}

/** Puts a file in place whole or not at all. */
async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}
