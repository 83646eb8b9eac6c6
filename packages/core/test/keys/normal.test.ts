import { describe, expect, it } from 'vitest';
import { logOfFraction } from '../../src/keys/logarithm.js';
import { standardNormal } from '../../src/keys/normal.js';

/** Word and quantile of (word + ½) / 2³², computed with 40 digits by mpmath. */
const quantiles = [
  [0, -6.3379577545537893],
  [1, -6.1664295178197502],
  [2, -6.085104545783031],
  [9, -5.8675137910764857],
  [1000, -5.0398511259687115],
  [12345678, -2.7617695198594858],
  [134217728, -1.8627318657675922],
  [322122547, -1.4395314704450153],
  [322122548, -1.4395314688002133],
  [2147483647, -2.9180993729166227e-10],
  [2147483648, 2.9180993729166227e-10],
  [3000000000, 0.52006806184887622],
  [4293967296, 3.499769255341623],
  [4294967295, 6.3379577545537893],
] as const;

const logarithms = [
  [1, -22.873856958478195],
  [3, -21.775244669810086],
  [123456789, -4.2424551923101772],
  [2147483647, -1.3862943615855519],
  [2147483648, -1.3862943611198906],
  [3037000499, -1.039720771161304],
  [3037000500, -1.0397207708320318],
  [4294967295, -0.69314718079277595],
] as const;

describe('standardNormal', () => {
  it('is the normal quantile to a relative error of 1e-9, tails and seams of its pieces included', () => {
    for (const [word, quantile] of quantiles) {
      expect(Math.abs(standardNormal(word) / quantile - 1)).toBeLessThan(1e-9);
    }
  });

  it('is odd: mirrored words give opposite numbers', () => {
    for (const word of [0, 5, 77777, 322122548, 2147483647]) {
      expect(standardNormal(4294967295 - word)).toBe(-standardNormal(word));
    }
  });

  it('grows with the word, across the seams as well', () => {
    for (const [word] of quantiles.slice(0, -1)) expect(standardNormal(word + 1)).toBeGreaterThan(standardNormal(word));
  });
});

describe('logOfFraction', () => {
  it('is the logarithm to 1e-10', () => {
    for (const [integer, logarithm] of logarithms)
      expect(Math.abs(logOfFraction(integer) - logarithm)).toBeLessThan(1e-10);
  });
});
