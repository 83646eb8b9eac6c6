import { describe, expect, it } from 'vitest';
import { dataPlaces, placed, unplacedSplits } from '../../src/config/data-places.js';

const withData = (data: unknown): unknown => ({ name: 'run', data });

describe('--data', () => {
  it('is one path, or one for each split, val being validation', () => {
    expect(dataPlaces([])).toBeUndefined();
    expect(dataPlaces(['new.zip'])).toBe('new.zip');
    expect(dataPlaces(['a=b/new.zip'])).toBe('a=b/new.zip');
    expect(dataPlaces(['test=a=b.zip', 'val=v'])).toEqual({ test: 'a=b.zip', validation: 'v' });
  });

  it.each([[['a', 'b']], [['test=a', 'b']], [['test=a', 'test=b']], [['val=a', 'validation=b']]])(
    'refuses %j, which is not both',
    (texts) => {
      expect(() => dataPlaces(texts)).toThrow('expected one path, or one for each split');
    },
  );

  it('moves the data, those within others too', () => {
    expect(placed(withData({ use: 'images', path: 'a', size: 8 }), 'b')).toEqual(
      withData({ use: 'images', path: 'b', size: 8 }),
    );
    const source = { use: 'images', path: 'a' };
    expect(placed(withData({ use: 'pretraining', source }), 'b')).toEqual(
      withData({ use: 'pretraining', source: { use: 'images', path: 'b' } }),
    );
    expect(() => placed(withData({ use: 'glyphs' }), 'b')).toThrow('has no path');
  });

  it('takes a split with a place of its own whole: fractions of the old place are no longer said', () => {
    const data = { use: 'images', path: 'a', split: { train: 0.5, test: 0.5 } };
    expect(placed(withData(data), { test: 'new.zip' })).toEqual(withData({ use: 'images', path: { test: 'new.zip' } }));
  });

  it('leaves the other splits where they are', () => {
    const data = { use: 'images', path: { train: 'a', test: 'b' } };
    expect(placed(withData(data), { test: 'c' })).toEqual(withData({ use: 'images', path: { train: 'a', test: 'c' } }));
  });

  it('knows which splits of apart data are still to come', () => {
    expect(unplacedSplits(withData({ path: { train: 'a' } }))).toEqual(['validation', 'test']);
    expect(unplacedSplits(withData({ path: 'a' }))).toEqual([]);
    expect(unplacedSplits(withData({ source: { path: { train: 'a', validation: 'b' } } }))).toEqual(['test']);
  });
});
