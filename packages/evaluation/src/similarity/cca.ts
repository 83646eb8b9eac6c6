import { InvalidDataError, InvalidOptionError } from '@innerloop/core';
import { SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from 'ml-matrix';
import { gramsOf } from './grams.js';
import type { Activations, Grams } from './grams.js';

export interface CcaOptions {
  /**
   * Share of each layer's variance whose leading directions are compared: 1 (default) is canonical correlation analysis of all of it, 0.99 is
   * SVCCA as published.
   */
  readonly variance?: number;
}

/** Directions with less than this part of the largest variance are rounding in single precision, not data. */
const NEGLIGIBLE = 1e-12;

/**
 * Weights `W` of the leading directions of a layer, with `WᵀXᵀXW = 1`: the eigenvectors of `XᵀX` over the roots of their values. Nothing where
 * the layer is constant.
 */
function whitening(gram: Matrix, variance: number, examples: number): Matrix | undefined {
  const { columns } = gram;
  if (examples <= columns) {
    throw new InvalidDataError(
      `meanCca: a layer of ${columns} neurons saw ${examples} examples: with no more examples than neurons everything correlates. Pass more examples.`,
    );
  }
  // Symmetric and without negative values: its singular values are its eigenvalues, in descending order.
  const { diagonal, leftSingularVectors } = new SingularValueDecomposition(gram);
  const total = diagonal.reduce((sum, value) => sum + value, 0);
  const kept: number[] = [];
  let explained = 0;
  for (const value of diagonal) {
    if (value <= NEGLIGIBLE * (diagonal[0] ?? 0) || explained >= variance * total) break;
    explained += value;
    kept.push(1 / Math.sqrt(value));
  }
  if (kept.length === 0) return undefined;
  return leftSingularVectors.subMatrix(0, columns - 1, 0, kept.length - 1).mulRowVector(kept);
}

/**
 * The mean of the canonical correlations, of which there are as many as the smaller number of directions.
 *
 * @throws InvalidDataError if there are no more examples than neurons
 * @throws InvalidOptionError if `variance` is not in (0, 1]
 */
export function correlationOf({ xx, yy, xy, examples }: Grams, variance: number): number {
  if (!(variance > 0 && variance <= 1)) {
    throw new InvalidOptionError(`meanCca: variance must be above 0 and at most 1, got ${variance}.`);
  }
  const [x, y] = [whitening(xx, variance, examples), whitening(yy, variance, examples)];
  if (x === undefined || y === undefined) return Number.NaN;
  const between = x.transpose().mmul(xy).mmul(y);
  const correlations = new SingularValueDecomposition(between, { autoTranspose: true }).diagonal;
  const count = Math.min(x.columns, y.columns);
  return correlations.slice(0, count).reduce((sum, value) => sum + Math.min(1, value), 0) / count;
}

/**
 * Mean canonical correlation of two layers that saw the same examples: the mean of `ρ_i`, the correlations of the most alike directions of the
 * one and the other, `i = 1 … min` of their numbers of directions. From 0 to 1.
 *
 * The `ρ_i` are the singular values of `(XᵀX)^(−1/2) XᵀY (YᵀY)^(−1/2)` of centred activations. Invertible linear maps of a layer change nothing
 * (with `variance` 1). All directions count alike, those of little variance too. Layers of independent noise come out near
 * `√(neurons / examples)`, not 0: compare with many more examples than neurons. NaN where a layer is constant.
 *
 * @throws InvalidDataError if the layers did not see the same examples, or no more of them than they have neurons
 * @throws InvalidOptionError if `variance` is not in (0, 1]
 * @see Raghu, Gilmer, Yosinski, Sohl-Dickstein 2017, "SVCCA: Singular Vector Canonical Correlation Analysis for Deep Learning Dynamics and
 *   Interpretability", arXiv:1706.05806
 */
export const meanCca = (left: Activations, right: Activations, { variance = 1 }: CcaOptions = {}): number =>
  correlationOf(gramsOf('meanCca', left, right), variance);
