import type { Character } from './character.js';
import { rasterize } from './rasterize.js';

/** Small and with a broad pen, so that what lies close together looks alike. */
const SIZE = 12;
const PEN = 0.09;

/** A blurred look at a character, to compare with others. */
export function blurred(character: Character): Uint8Array {
  const image = new Uint8Array(SIZE * SIZE);
  rasterize({ strokes: character, pen: PEN }, SIZE, image, 0);
  return image;
}

/** How alike two images are: the cosine of the angle between them, 1 for the same and 0 where no ink is shared. */
export function likeness(one: Uint8Array, other: Uint8Array): number {
  let [product, square, otherSquare] = [0, 0, 0];
  for (let index = 0; index < one.length; index += 1) {
    const [ink, otherInk] = [one[index] as number, other[index] as number];
    product += ink * otherInk;
    square += ink * ink;
    otherSquare += otherInk * otherInk;
  }
  return product / Math.sqrt(Math.max(square * otherSquare, 1));
}
