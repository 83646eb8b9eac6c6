import type { InnerPoint } from './inner-loop.js';

/** What was adapted; where the outer objective is of the whole path, in training, with the points after steps 1 … K. */
export type InnerTrail = InnerPoint & { readonly path?: readonly InnerPoint[] };

/** 0 … `last`. */
export const upTo = (last: number): readonly number[] => Array.from({ length: last + 1 }, (_, step) => step);

/** Of all points from the start on, those after the steps `at`, each with its path. */
export const withPaths = (points: readonly InnerPoint[], at: readonly number[]): readonly InnerTrail[] =>
  at.map((steps) => ({ ...(points[steps] as InnerPoint), path: points.slice(1, steps + 1) }));
