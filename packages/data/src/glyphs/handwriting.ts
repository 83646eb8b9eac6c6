import { bell, between } from '../random/between.js';
import type { Character } from './character.js';
import { mapPoints } from './character.js';
import type { Point } from './stroke.js';

/** One time that a character is written. */
export interface Drawing {
  readonly strokes: Character;
  /** Half the width of the pen, as a part of the page. */
  readonly pen: number;
}

/**
 * Writes a character by hand: every control point misses a little, each stroke as a whole a little more, and the whole is turned,
 * stretched, slanted and displaced, with a thinner or thicker pen.
 *
 * @param jitter  how untidy the hand is: 0 is print
 */
export function writeByHand(next: () => number, character: Character, jitter: number): Drawing {
  const wobble = handWobble(next, jitter);
  const strokes = character.flatMap((stroke) => {
    const [strayX, strayY] = [bell(next) * 0.023 * jitter, bell(next) * 0.023 * jitter];
    return mapPoints([stroke], ([x, y]) =>
      wobble([x + strayX + bell(next) * 0.021 * jitter, y + strayY + bell(next) * 0.021 * jitter]),
    );
  });
  return { strokes, pen: 0.03 + between(next, -0.006, 0.009) * jitter };
}

/** An affine map near the identity, about the middle of the page. */
function handWobble(next: () => number, jitter: number): (point: Point) => Point {
  const angle = bell(next) * 0.14 * jitter;
  const shear = bell(next) * 0.115 * jitter;
  const wide = 1 + bell(next) * 0.1 * jitter;
  const high = 1 + bell(next) * 0.1 * jitter;
  const [right, down] = [0.5 + bell(next) * 0.04 * jitter, 0.5 + bell(next) * 0.04 * jitter];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return ([x, y]) => {
    const across = (x - 0.5 + (y - 0.5) * shear) * wide;
    const along = (y - 0.5) * high;
    return [right + across * cos - along * sin, down + across * sin + along * cos];
  };
}
