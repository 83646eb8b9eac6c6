import type { Shape } from '@innerloop/core';
import { InvalidOptionError } from '@innerloop/core';
import type { DrawChange } from './augmentation.js';
import { imageShape } from './image-shape.js';

export interface AffineOptions {
  /** Slant in degrees, below 90 to either side: columns stay, rows above the centre move one way and rows below it the other. Default 0. */
  readonly shear?: number | undefined;
  /** Size of what is shown: above 1 it grows beyond the image. Default 1. */
  readonly scale?: number | undefined;
  /** Turn in degrees, counter-clockwise. Default 0. */
  readonly rotation?: number | undefined;
  /** What lies beyond the image: 0, the paper of inverted ink, by default. */
  readonly background?: number | undefined;
}

/** Where a point of the changed image lies in the original, both from the centre: `[x, y]`, y downwards. */
type Inverse = (x: number, y: number) => readonly [number, number];

function finite(name: string, value: number, allowed: (value: number) => boolean, what: string): number {
  if (Number.isFinite(value) && allowed(value)) return value;
  throw new InvalidOptionError(`affine: ${name} must be ${what}, got ${value}.`);
}

function inverseOf({ shear = 0, scale = 1, rotation = 0 }: AffineOptions): Inverse {
  finite('shear', shear, (degrees) => Math.abs(degrees) < 90, 'degrees between −90 and 90');
  finite('scale', scale, (factor) => factor > 0, 'a positive number');
  finite('rotation', rotation, () => true, 'a number of degrees');
  const slant = Math.tan((shear * Math.PI) / 180);
  const angle = ((rotation % 360) * Math.PI) / 180; // whole turns are none, exactly
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => {
    const [across, down] = [cos * x - sin * y, sin * x + cos * y];
    return [(across - slant * down) / scale, down / scale];
  };
}

/** Reads an image between its pixels: each value from the four around it, weighed by their distance. */
function warp(image: Float32Array, shape: Shape, inverse: Inverse, background: number): void {
  const [height, width, channels] = imageShape('affine', shape);
  const from = Float32Array.from(image);
  const at = (row: number, column: number, channel: number): number =>
    row < 0 || column < 0 || row >= height || column >= width
      ? background
      : (from[(row * width + column) * channels + channel] as number);
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [x, y] = inverse(column - middleX, row - middleY);
      const [left, top] = [Math.floor(x + middleX), Math.floor(y + middleY)];
      const [right, low] = [x + middleX - left, y + middleY - top];
      for (let channel = 0; channel < channels; channel += 1) {
        const above = (1 - right) * at(top, left, channel) + right * at(top, left + 1, channel);
        const below = (1 - right) * at(top + 1, left, channel) + right * at(top + 1, left + 1, channel);
        image[to++] = (1 - low) * above + low * below;
      }
    }
  }
}

/**
 * Slants, resizes and turns images about their centre, all in the same way: tasks that lie beyond those of training by a known amount.
 *
 * First the size, then the slant, then the turn; values between pixels are interpolated. Without a change every image stays as it is.
 *
 * @throws InvalidOptionError if a number is out of range, or an example is no image
 * @see Finn & Levine 2018, "Meta-Learning and Universality", arXiv:1710.11622, §7.1, which shears and scales Omniglot so
 */
export function affine(options: AffineOptions): DrawChange {
  const inverse = inverseOf(options);
  const background = finite('background', options.background ?? 0, () => true, 'a number');
  return (_seed, shape) => (example) => warp(example, shape, inverse, background);
}
