import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { PictureFile } from '../../../src/node/images/decode-pictures.js';
import { decodePictures } from '../../../src/node/images/decode-pictures.js';
import { pictureForm } from '../../../src/node/images/picture-form.js';
import { png } from '../fixtures.js';

const options = { where: 'test', form: pictureForm('test', { size: 1, channels: 1 }) };

/** Pictures of the grey values 0, 1, …; those at some places are damaged. */
const pictures = (count: number, damaged: readonly number[]): readonly PictureFile[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `picture${index}.png`,
    read: () => (damaged.includes(index) ? Promise.resolve(Uint8Array.of(1)) : png(index, 1)),
  }));

describe('decodePictures', () => {
  test.prop([fc.nat({ max: 30 }), fc.array(fc.nat({ max: 29 }))], { numRuns: 15 })(
    'keeps the order of the files and leaves out the damaged ones if they are to be skipped',
    async (count, places) => {
      const damaged = [...new Set(places)].filter((place) => place < count).sort((one, other) => one - other);
      const { values, rows, skipped } = await decodePictures(pictures(count, damaged), { ...options, damaged: 'skip' });
      const whole = Array.from({ length: count }, (_, index) => index).filter((index) => !damaged.includes(index));
      expect(Array.from(values)).toEqual(whole);
      expect(skipped).toEqual(damaged.map((index) => `picture${index}.png`));
      rows.forEach((row, index) => {
        expect(row === undefined ? undefined : values[row]).toBe(damaged.includes(index) ? undefined : index);
      });
    },
  );

  it('names the damaged files, the first ten of many', async () => {
    await expect(decodePictures(pictures(20, [3, 7]), options)).rejects.toThrow(
      /^test: 2 of 20 images are damaged\. Replace them, or leave them out with damaged: 'skip'\.\n {2}picture3\.png: .*\n {2}picture7\.png: /,
    );
    const many = Array.from({ length: 12 }, (_, index) => index);
    await expect(decodePictures(pictures(20, many), options)).rejects.toThrow(/picture9\.png.*\n {2}… and 2 more$/);
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    await decodePictures(pictures(5, []), { ...options, progress: (done, total) => seen.push(done / total) });
    expect(seen).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
  });
});
