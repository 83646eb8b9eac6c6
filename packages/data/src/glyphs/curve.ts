import type { Point, Stroke } from './stroke.js';

/** Straight pieces that each span of a smooth stroke is drawn with. */
const PIECES = 5;

/** A stroke as a line of short straight pieces: smooth ones as a Catmull–Rom spline through their control points. */
export function polyline({ points, smooth }: Stroke): readonly Point[] {
  if (!smooth || points.length < 3) return points;
  const at = (index: number): Point => points[Math.min(Math.max(index, 0), points.length - 1)] as Point;
  const spans = points
    .slice(1)
    .flatMap((_, span) =>
      Array.from({ length: PIECES }, (_, piece) =>
        spline(at(span - 1), at(span), at(span + 1), at(span + 2), (piece + 1) / PIECES),
      ),
    );
  return [at(0), ...spans];
}

/** The uniform Catmull–Rom spline from `b` (t = 0) to `c` (t = 1). */
function spline(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const axis = (a: number, b: number, c: number, d: number): number =>
    b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  return [axis(a[0], b[0], c[0], d[0]), axis(a[1], b[1], c[1], d[1])];
}
