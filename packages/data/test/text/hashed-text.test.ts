import { seed, useBackend } from '@innerloop/core';
import { fc, test } from '@fast-check/vitest';
import { distributionLaws } from '@innerloop/testkit';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromTexts, hashedText } from '../../src/index.js';
import { murmurHash } from '../../src/text/murmur-hash.js';

beforeAll(() => useBackend('cpu'));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const entries = (vector: Float32Array): (readonly [number, number])[] =>
  [...vector].flatMap((value, place) => (value === 0 ? [] : [[place, value] as const]));
const intents = ['music', 'weather', 'alarm'];
const texts = intents.flatMap((intent) => [0, 1, 2, 3].map((at) => `please ${intent} number ${at}`));
const labels = intents.flatMap((intent) => [intent, intent, intent, intent]);
const size = { ways: 2, shots: 1, queries: 1 };

distributionLaws('fromTexts', {
  distribution: await fromTexts({ texts, labels, split: { train: intents }, dimensions: 64, ...size }).open('train'),
});

describe('murmurHash', () => {
  it.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['hello', 0, 0x248bfa47],
    ['hello, world', 0, 0x149bbb7f],
    ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ])('of %j with seed %i is the published value', (text, start, golden) => {
    expect(murmurHash(bytes(text), start) >>> 0).toBe(golden);
  });
});

describe('hashedText', () => {
  it('adds the sign of the hash of each word and pair of words at its place', () => {
    const vectors = hashedText({ dimensions: 4096, normalize: false }).encode(["Don't stop"]);
    const wanted = ["don't", 'stop', "don't stop"].map((gram) => {
      const hash = murmurHash(bytes(gram));
      return [Math.abs(hash) % 4096, Math.sign(hash)] as const;
    });
    expect(entries(vectors)).toEqual([...wanted].sort(([a], [b]) => a - b));
  });

  it('is a bag: the order of sentences’ words counts for pairs alone', () => {
    const [one, two] = [hashedText({ ngrams: 1 }), hashedText({ ngrams: [1, 2] })];
    expect(one.encode(['set an alarm'])).toEqual(one.encode(['alarm an set']));
    expect(two.encode(['set an alarm'])).not.toEqual(two.encode(['alarm an set']));
  });

  it('does not mind case, apostrophes’ forms and how Unicode composes, unless told', () => {
    const { encode } = hashedText();
    expect(encode(['CAFÉ isn’t'])).toEqual(encode(["cafe\u0301 isn't"]));
    const cased = hashedText({ lowerCase: false });
    expect(cased.encode(['Play'])).not.toEqual(cased.encode(['play']));
  });

  it('has n-grams of characters, where words have not: in writings without spaces', () => {
    const { encode } = hashedText({ units: 'characters', ngrams: 2, dimensions: 4096, normalize: false });
    expect(entries(encode(['天気は'])).length).toBe(2);
  });

  test.prop([fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 })])(
    'gives each text a vector of length 1, or of zeros, that other texts do not change',
    (given) => {
      const { encode } = hashedText({ dimensions: 32 });
      const all = encode(given);
      given.forEach((text, row) => {
        const own = all.slice(row * 32, (row + 1) * 32);
        expect(own).toEqual(encode([text]));
        const length = Math.hypot(...own);
        if (length !== 0) expect(length).toBeCloseTo(1, 5);
      });
    },
  );

  it('says which option is wrong', () => {
    expect(() => hashedText({ dimensions: 0 })).toThrow('dimensions must be a whole number of at least 1, got 0.');
    expect(() => hashedText({ ngrams: [3, 2] })).toThrow('ngrams must be a whole number of at least 3, got 2.');
    expect(() => hashedText().encode([3 as unknown as string])).toThrow('expected text, got number at place 0');
  });
});

describe('fromTexts', () => {
  it('draws tasks from the classes of a split, with the vectors of their texts', async () => {
    const split = { train: ['music', 'weather'], test: ['alarm'] };
    const tasks = await fromTexts({ texts, labels, split, dimensions: 64, ...size }).open('train');
    const request = { seed: seed(1), tasks: 1, params: {} };
    const { support } = await tasks.sample(request);
    const [names] = tasks.names?.(request) ?? [];
    expect(new Set(names?.classes)).toEqual(new Set(['music', 'weather']));
    expect(support.x.dataSync()).toEqual(hashedText({ dimensions: 64 }).encode(names?.support ?? []));
  });

  it('carves a holdout, and refuses labels that are not as many', async () => {
    const source = fromTexts({ texts, labels, split: { train: intents }, holdout: 1, ...size });
    expect((await source.examples('holdout')).classes.length).toBe(1);
    const short = fromTexts({ texts, labels: labels.slice(1), split: { train: intents }, ...size });
    await expect(short.open('train')).rejects.toThrow('got 12 texts and 11 labels');
  });
});
