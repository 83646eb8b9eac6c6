import { polyline } from './curve.js';
import type { Drawing } from './handwriting.js';
import type { Point } from './stroke.js';

/**
 * Draws into a square image of `size × size` bytes at `offset`, ink 255 on paper 0, with smooth edges: the ink of a pixel falls
 * from full to none over one pixel's width around the pen's edge.
 */
export function rasterize({ strokes, pen }: Drawing, size: number, image: Uint8Array, offset: number): void {
  const radius = pen * size;
  for (const stroke of strokes) {
    const points = polyline(stroke);
    for (let index = 1; index < points.length; index += 1) {
      drawPiece(points[index - 1] as Point, points[index] as Point, radius, size, image, offset);
    }
  }
}

function drawPiece(from: Point, to: Point, radius: number, size: number, image: Uint8Array, offset: number): void {
  const [x0, y0, dx, dy] = [from[0] * size, from[1] * size, (to[0] - from[0]) * size, (to[1] - from[1]) * size];
  const reach = radius + 0.5;
  const square = Math.max(dx * dx + dy * dy, 1e-12);
  const [left, right] = pixels(x0, x0 + dx, reach, size);
  const [top, bottom] = pixels(y0, y0 + dy, reach, size);
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) {
      const [px, py] = [column + 0.5 - x0, row + 0.5 - y0];
      const part = Math.min(Math.max((px * dx + py * dy) / square, 0), 1);
      const distance = Math.sqrt((px - part * dx) ** 2 + (py - part * dy) ** 2);
      const ink = Math.round(255 * Math.min(Math.max(reach - distance, 0), 1));
      const place = offset + row * size + column;
      if (ink > (image[place] as number)) image[place] = ink;
    }
  }
}

/** First and last pixel that ink between two coordinates may reach. */
const pixels = (from: number, to: number, reach: number, size: number): readonly [number, number] => [
  Math.max(Math.floor(Math.min(from, to) - reach), 0),
  Math.min(Math.ceil(Math.max(from, to) + reach), size - 1),
];
