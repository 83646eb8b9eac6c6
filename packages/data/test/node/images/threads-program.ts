/**
 * Decodes the pictures of an archive with one thread and with two, and prints what came of it. A program, since workers from source need the
 * loader that tsx gives a process.
 */
import { createHash } from 'node:crypto';
import { fileTree } from '../../../src/node/files/file-tree.js';
import { decodePictures } from '../../../src/node/images/decode-pictures.js';
import { pictureForm } from '../../../src/node/images/picture-form.js';
import { pictureFile } from '../../../src/node/images/read-classes.js';

const [archive = ''] = process.argv.slice(2);
const form = pictureForm('test', { size: 5, channels: 1, invert: true });
let workers = 0;
process.on('worker', () => (workers += 1));

const tree = await fileTree('test', archive, 'an archive');
await tree.open(async (opened) => {
  const files = opened.names.map((name) => pictureFile({ tree: 0, name }, [tree], [opened]));
  for (const threads of [1, 2]) {
    workers = 0;
    const seen: number[] = [];
    const options = { where: 'test', form, threads };
    const progress = (done: number): void => void seen.push(done);
    const { values, skipped } = await decodePictures(files, { ...options, damaged: 'skip', progress });
    const refused = await decodePictures(files, options).catch((error: unknown) => String(error));
    const digest = createHash('sha256').update(values).digest('hex');
    const rising = seen.every((done, at) => at === 0 || done >= (seen[at - 1] as number));
    console.log(JSON.stringify({ threads, workers, digest, skipped, refused, rising, last: Math.max(...seen) }));
  }
});
