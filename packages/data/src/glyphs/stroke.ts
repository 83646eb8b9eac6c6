import { between } from '../random/between.js';

/** A place on the page: x to the right, y down, the page being the unit square. */
export type Point = readonly [x: number, y: number];

/** One movement of the pen: control points, joined by straight lines or by a smooth curve through them. */
export interface Stroke {
  readonly points: readonly Point[];
  readonly smooth: boolean;
}

/** What strokes look like. */
export type StrokeKind = 'line' | 'arc' | 'hook' | 'wave' | 'loop' | 'corner' | 'dot';

export const strokeKinds: readonly StrokeKind[] = ['line', 'arc', 'hook', 'wave', 'loop', 'corner', 'dot'];

export interface StrokeForm {
  readonly kind: StrokeKind;
  /** Radians of the direction from start to end. */
  readonly direction: number;
  readonly length: number;
  /** How far it bends sideways, as a part of its length; the sign tells the side. */
  readonly bend: number;
}

/** The control points of a form, in its own frame: x along the stroke from 0 to 1, y sideways in units of bend. */
const frames: Readonly<Record<StrokeKind, readonly Point[]>> = {
  line: [
    [0, 0],
    [1, 0],
  ],
  arc: [
    [0, 0],
    [0.2, 0.65],
    [0.5, 1],
    [0.8, 0.65],
    [1, 0],
  ],
  hook: [
    [0, 0],
    [0.45, 0],
    [0.85, 0.1],
    [1, 0.5],
    [0.85, 0.95],
    [0.6, 1],
  ],
  wave: [
    [0, 0],
    [0.25, 0.8],
    [0.5, 0],
    [0.75, -0.8],
    [1, 0],
  ],
  loop: [
    [0, 0],
    [0.45, -0.5],
    [0.9, 0],
    [0.75, 0.8],
    [0.35, 0.8],
    [0.15, 0.1],
    [0.5, -0.45],
  ],
  corner: [
    [0, 0],
    [0.5, 1],
    [1, 0],
  ],
  dot: [
    [0, 0],
    [0.12, 0],
  ],
};

/** A stroke of a form that starts at a point. */
export function strokeFrom({ kind, direction, length, bend }: StrokeForm, [startX, startY]: Point): Stroke {
  const cos = Math.cos(direction) * length;
  const sin = Math.sin(direction) * length;
  const points = frames[kind].map(([along, aside]): Point => {
    const sideways = aside * bend;
    return [startX + along * cos - sideways * sin, startY + along * sin + sideways * cos];
  });
  return { points, smooth: kind !== 'line' && kind !== 'corner' };
}

/** A point on a stroke: one of its ends, or between two control points. */
export function pointOn({ points }: Stroke, next: () => number): Point {
  const last = points.length - 1;
  const where = next();
  if (where < 0.35) return points[0] as Point;
  if (where < 0.7) return points[last] as Point;
  const index = Math.floor(next() * last);
  const part = between(next, 0.3, 0.7);
  const [fromX, fromY] = points[index] as Point;
  const [toX, toY] = points[index + 1] as Point;
  return [fromX + (toX - fromX) * part, fromY + (toY - fromY) * part];
}
