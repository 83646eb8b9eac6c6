import { seed } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { Augmentation, ClassifiedExamples, UnitAugmentation } from '../../src/index.js';
import { colourJitter, episodes, episodicSource, randomAffine, randomCrop, randomFlip } from '../../src/index.js';
import { values } from '../values.js';

const changed = (
  augmentation: UnitAugmentation,
  number: number,
  shape: number[],
  image: readonly number[],
): number[] => {
  const copy = Float32Array.from(image);
  augmentation.draw(seed(number), shape)(copy);
  return Array.from(copy);
};

/** [2, 3, 2]: pixel p has the values p and p + 0.5. */
const six = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5];

describe('image augmentations', () => {
  it('mirror whole pixels, left for right and top for bottom', () => {
    expect(changed(randomFlip({ horizontal: 1 }), 1, [2, 3, 2], six)).toEqual([
      2, 2.5, 1, 1.5, 0, 0.5, 5, 5.5, 4, 4.5, 3, 3.5,
    ]);
    expect(changed(randomFlip({ horizontal: 0, vertical: 1 }), 1, [2, 3, 2], six)).toEqual([
      3, 3.5, 4, 4.5, 5, 5.5, 0, 0.5, 1, 1.5, 2, 2.5,
    ]);
    const flips = Array.from({ length: 200 }, (_, i) => changed(randomFlip(), i, [1, 2], [0, 1])[0] as number);
    expect(Math.abs(flips.reduce((sum, flip) => sum + flip, 0) - 100)).toBeLessThan(35);
  });

  it('move by whole pixels in all directions, with the edge mirrored or a value from beyond', () => {
    const image = [0, 1, 2, 3, 4, 5, 6, 7, 8]; // 3 × 3
    const seen = new Set(
      Array.from({ length: 100 }, (_, i) => changed(randomCrop({ padding: 1 }), i, [3, 3], image).join()),
    );
    expect(seen.size).toBe(9);
    expect(seen.has('4,3,4,1,0,1,4,3,4')).toBe(true); // up and left by one: row −1 is row 1
    const filled = Array.from({ length: 100 }, (_, i) =>
      changed(randomCrop({ padding: 1, fill: 9 }), i, [3, 3], image).join(),
    );
    expect(filled).toContain('9,9,9,9,0,1,9,3,4');
  });

  it('change colours as their formulas say, and stay from 0 to 1', () => {
    const pixel = [0.2, 0.4, 0.6, 0.6, 0.4, 0.2];
    const approximately = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 5) as number);
    expect(changed(colourJitter({ brightness: [1.5, 1.5] }), 1, [1, 2, 3], pixel)).toEqual(
      approximately([0.3, 0.6, 0.9, 0.9, 0.6, 0.3]),
    );
    const grey = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b;
    const [one, two] = [grey(0.2, 0.4, 0.6), grey(0.6, 0.4, 0.2)];
    expect(changed(colourJitter({ saturation: [0, 0] }), 1, [1, 2, 3], pixel)).toEqual(
      approximately([one, one, one, two, two, two]),
    );
    const mean = (one + two) / 2;
    expect(changed(colourJitter({ contrast: [0.5, 0.5] }), 1, [1, 2, 3], pixel)).toEqual(
      approximately(pixel.map((value) => mean + 0.5 * (value - mean))),
    );
    expect(changed(colourJitter({ brightness: [9, 9] }), 1, [1, 2, 3], pixel)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(changed(colourJitter({ contrast: [0, 0] }), 1, [1, 2], [0.2, 0.6])).toEqual(approximately([0.4, 0.4]));
  });

  test.prop([fc.nat()], { numRuns: 30 })('leave images as they are when nothing is asked of them', (number) => {
    const image = Array.from({ length: 27 }, (_, i) => Math.fround(i / 27));
    for (const none of [randomFlip({ horizontal: 0 }), randomCrop({ padding: 0 }), randomAffine(), colourJitter()])
      expect(changed(none, number, [3, 3, 3], image)).toEqual(image);
  });

  it('refuse what is out of range', () => {
    expect(() => randomFlip({ horizontal: 2 })).toThrow(
      'randomFlip: horizontal must be a probability from 0 to 1, got 2.',
    );
    expect(() => randomCrop({ padding: 0.5 })).toThrow('randomCrop: padding must be a whole number');
    expect(() => randomCrop({ padding: 3 }).draw(seed(1), [3, 3])).toThrow("below the image's 3 × 3 pixels");
    expect(() => randomAffine({ scale: 2 })).toThrow('affine: scale must be a positive number');
    expect(() => randomAffine({ rotation: [2, 1] })).toThrow('randomAffine: rotation must be');
    expect(() => colourJitter({ contrast: 2 })).toThrow(
      'colourJitter: contrast must be a factor that is never negative',
    );
    expect(() => randomFlip().draw(seed(1), [4])).toThrow('expected images of shape');
  });
});

/** Examples that are all 0. */
const zeros: ClassifiedExamples = {
  name: 'zeros',
  shape: [1],
  values: new Float32Array(40),
  classes: [0, 1, 2, 3].map((number) => ({
    name: `c${number}`,
    rows: Array.from({ length: 10 }, (_, i) => 10 * number + i),
  })),
};
const drawn = (per: UnitAugmentation['per']): UnitAugmentation => ({
  per,
  draw: (own) => {
    const value = own.numbers()();
    return (example) => void (example[0] = (example[0] as number) + value);
  },
});

describe('what an augmentation is drawn for', () => {
  const sampled = async (augment: Augmentation | Augmentation[], tasks: number, number = 5, from = 0) => {
    const distribution = episodes({ examples: zeros, augment, ways: 3, shots: 2, queries: 2, order: 'grouped' });
    const { support, query } = values(await distribution.sample({ seed: seed(number).from(from), tasks, params: {} }));
    return { support: support.x, query: query.x };
  };

  it.each([
    ['example', 24],
    ['class', 6],
    ['task', 2],
  ] as const)('%s: so many draws in two tasks, and each task is the same alone', async (per, draws) => {
    const { support, query } = await sampled(drawn(per), 2);
    expect(new Set([...support, ...query]).size).toBe(draws);
    const second = await sampled(drawn(per), 1, 5, 1);
    expect(second.support).toEqual(support.slice(6));
    expect(second.query).toEqual(query.slice(6));
    if (per === 'class') expect(support.filter((_, i) => i % 2 === 0)).toEqual(query.filter((_, i) => i % 2 === 0));
  });

  it('several follow one another, each with its own draw', async () => {
    const [one] = (await sampled([drawn('task')], 1)).support;
    const [both] = (await sampled([drawn('task'), drawn('task')], 1)).support;
    expect((both as number) - (one as number)).toBeGreaterThan(0);
    expect((both as number) - (one as number)).not.toBeCloseTo(one as number, 6);
  });

  it('changes the train split alone', async () => {
    const source = episodicSource(
      { name: 'zeros', read: () => Promise.resolve(zeros) },
      { augment: drawn('example'), ways: 2, queries: 1 },
    );
    const sums = await Promise.all(
      (['train', 'test'] as const).map(async (split) => {
        const { query } = values(await (await source.open(split)).sample({ seed: seed(1), tasks: 1, params: {} }));
        return query.x.reduce((sum, value) => sum + value, 0);
      }),
    );
    expect(sums[0]).toBeGreaterThan(0);
    expect(sums[1]).toBe(0);
  });
});
