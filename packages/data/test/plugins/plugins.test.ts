import { createRegistry } from '@innerloop/core/plugin';
import { describe, expect, it } from 'vitest';
import { nodePlugin } from '../../src/node.js';
import { dataPlugin } from '../../src/plugin.js';

const resolve = createRegistry(dataPlugin, nodePlugin).resolve('data');

describe('the plugins of data', () => {
  it('make every data set from its name and options', () => {
    expect(resolve('sinusoids').size).toEqual({ ways: 1, shots: 10, queries: 10 });
    expect(resolve({ use: 'glyphs', ways: 3, shots: 2 }).size).toEqual({ ways: 3, shots: 2, queries: 15 });
    expect(resolve({ use: 'omniglot', path: 'there', ways: 20 }).images).toMatchObject({
      height: 28,
      width: 28,
      channels: 1,
      inverted: true,
    });
    const images = resolve({
      use: 'images',
      path: { train: 'a', test: 'b' },
      size: [8, 9],
      channels: 3,
      classes: { train: ['x'] },
    });
    expect(images.images).toMatchObject({ height: 8, width: 9, channels: 3, inverted: false });
  });

  it('refuse what is unknown or out of range', () => {
    expect(() => resolve({ use: 'glyphs', wayz: 3 })).toThrow("wayz: unknown option. Did you mean 'ways'?");
    expect(() => resolve({ use: 'omniglot' })).toThrow('path: missing');
    expect(() => resolve({ use: 'sinusoids', amplitude: [2, 1] })).toThrow(
      'amplitude must be two finite numbers in order',
    );
    expect(() => resolve({ use: 'images', path: 'x', size: 0 })).toThrow('size');
  });

  it('take ranges of ways and shots, augmentations, tables and the time of decoding', () => {
    const own = { use: 'images', path: 'there', size: 8 };
    const source = resolve({
      ...own,
      ways: [5, 20],
      shots: [1, 10],
      augment: [
        { flip: {} },
        { crop: { padding: 2, per: 'class' } },
        { affine: { rotation: 15 } },
        { colours: { contrast: 0.2 } },
      ],
      table: { train: 'train.csv' },
      columns: { label: 'kind' },
      decode: 'on-demand',
      memory: 64,
    });
    expect(source.size).toEqual({ ways: 20, shots: 10, queries: 15 });
    expect(() => resolve({ ...own, levels: 0 })).toThrow('levels');
    expect(() => resolve({ ...own, augment: [{ twirl: {} }] })).toThrow('augment');
    expect(() => resolve({ ...own, augment: [{ affine: { rotation: [2, 1] } }] })).toThrow(
      'randomAffine: rotation must be',
    );
    expect(() => resolve({ use: 'glyphs', ways: [3, 2] })).toThrow('ways[1] must be a whole number of at least 3');
  });

  it('do not touch files before a split is opened', async () => {
    const source = resolve({ use: 'omniglot', path: '/nowhere' });
    await expect(source.open('train')).rejects.toThrow("omniglot: '/nowhere' cannot be read");
  });
});
