import { describe, expect, it } from 'vitest';
import { readLabelledFolder, readPictures } from '../../../src/node.js';
import { png, temporaryFolder, writeFiles } from '../fixtures.js';

const folder = await writeFiles(await temporaryFolder(), {
  'cat/2.png': await png(102),
  'cat/1.png': await png(51),
  'dog/1.png': await png(0),
  'stray.png': await png(255),
  'cat/notes.txt': Uint8Array.of(1),
});
const options = { size: [1, 2], channels: 1 } as const;

describe('readLabelledFolder', () => {
  it('gives images from 0 to 1 with the names of their folders, in alphabetical order', async () => {
    const { images, shape, labels, files } = await readLabelledFolder(folder, options);
    expect(files).toEqual(['cat/1.png', 'cat/2.png', 'dog/1.png']);
    expect(labels).toEqual(['cat', 'cat', 'dog']);
    expect(shape).toEqual([3, 1, 2, 1]);
    expect(images).toEqual(Float32Array.of(0.2, 0.2, 0.4, 0.4, 0, 0));
  });

  it('inverts if asked', async () => {
    const { images } = await readLabelledFolder(folder, { ...options, invert: true });
    expect(images).toEqual(Float32Array.of(0.8, 0.8, 0.6, 0.6, 1, 1));
  });

  it('refuses a folder without such images, and damaged ones unless they are to be skipped', async () => {
    const flat = await writeFiles(await temporaryFolder(), { '1.png': await png(1) });
    await expect(readLabelledFolder(flat, options)).rejects.toThrow(/^readLabelledFolder: '.*' has no such images/);
    const bad = await writeFiles(await temporaryFolder(), { 'a/1.png': Uint8Array.of(1), 'b/1.png': await png(255) });
    await expect(readLabelledFolder(bad, options)).rejects.toThrow(/1 of 2 images are damaged[^]*a\/1\.png/);
    const { labels, images } = await readLabelledFolder(bad, { ...options, damaged: 'skip' });
    expect([labels, Array.from(images)]).toEqual([['b'], [1, 1]]);
  });
});

describe('readPictures', () => {
  it('reads all pictures, in folders or not', async () => {
    const { files, shape } = await readPictures(folder, options);
    expect(files).toEqual(['cat/1.png', 'cat/2.png', 'dog/1.png', 'stray.png']);
    expect(shape).toEqual([4, 1, 2, 1]);
  });
});
