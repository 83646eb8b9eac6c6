import { between } from '../random/between.js';
import { affine } from './affine.js';
import type { UnitAugmentation } from './augmentation.js';
import { imageShape } from './image-shape.js';
import type { Spread, UnitOption } from './spread.js';
import { refused, spread } from './spread.js';

export interface RandomFlipOptions extends UnitOption {
  /** Probability of left for right. Default 0.5. */
  readonly horizontal?: number | undefined;
  /** Probability of top for bottom. Default 0. */
  readonly vertical?: number | undefined;
}

export interface RandomCropOptions extends UnitOption {
  /** Pixels that the image may move by, to each side. */
  readonly padding: number;
  /** What comes in from beyond the image: its edge mirrored, or a value. Default `reflect`. */
  readonly fill?: 'reflect' | number | undefined;
}

export interface RandomAffineOptions extends UnitOption {
  /** Degrees, counter-clockwise. Default 0. */
  readonly rotation?: Spread | undefined;
  /** Degrees. Default 0. */
  readonly shear?: Spread | undefined;
  /** Size: a number s stands for 1 − s … 1 + s. Default 0. */
  readonly scale?: Spread | undefined;
  /** What lies beyond the image. Default 0. */
  readonly background?: number | undefined;
}

/** Mirrors images at random. @throws InvalidOptionError unless probabilities are from 0 to 1 */
export function randomFlip({
  per = 'example',
  horizontal = 0.5,
  vertical = 0,
}: RandomFlipOptions = {}): UnitAugmentation {
  for (const [name, value] of Object.entries({ horizontal, vertical }))
    if (!(value >= 0 && value <= 1)) throw refused('randomFlip', name, 'a probability from 0 to 1', value);
  return {
    per,
    draw: (seed, shape) => {
      const [height, width, channels] = imageShape('randomFlip', shape);
      const next = seed.fold('flip').numbers();
      const [across, down] = [next() < horizontal, next() < vertical];
      return (image) => {
        if (across || down)
          move(image, [height, width, channels], (row, column) => [
            down ? height - 1 - row : row,
            across ? width - 1 - column : column,
          ]);
      };
    },
  };
}

/**
 * Moves images by whole pixels at random: what cropping a padded image is.
 *
 * @throws InvalidOptionError unless `padding` is a whole number, below the image's size where edges are mirrored
 */
export function randomCrop({ per = 'example', padding, fill = 'reflect' }: RandomCropOptions): UnitAugmentation {
  if (!Number.isInteger(padding) || padding < 0)
    throw refused('randomCrop', 'padding', 'a whole number of pixels', padding);
  return {
    per,
    draw: (seed, shape) => {
      const [height, width, channels] = imageShape('randomCrop', shape);
      if (fill === 'reflect' && padding >= Math.min(height, width))
        throw refused('randomCrop', 'padding', `below the image's ${height} × ${width} pixels`, padding);
      const next = seed.fold('crop').numbers();
      const [down, right] = [0, 1].map(() => Math.floor(between(next, -padding, padding + 1))) as [number, number];
      const inside = (place: number, length: number): number =>
        place < 0 ? -place : place >= length ? 2 * (length - 1) - place : place;
      return (image) =>
        move(
          image,
          [height, width, channels],
          (row, column) =>
            fill === 'reflect'
              ? [inside(row + down, height), inside(column + right, width)]
              : [row + down, column + right],
          fill === 'reflect' ? 0 : fill,
        );
    },
  };
}

/** Turns, slants and resizes images at random, as `affine` does by given amounts. @throws InvalidOptionError if a range is not in order */
export function randomAffine(options: RandomAffineOptions = {}): UnitAugmentation {
  const { per = 'example', rotation = 0, shear = 0, scale = 0, background = 0 } = options;
  const [turn, slant, size] = [
    spread('randomAffine', 'rotation', rotation, 0),
    spread('randomAffine', 'shear', shear, 0),
    spread('randomAffine', 'scale', scale, 1),
  ];
  for (const [at, each] of [slant, size].flatMap((range, kind) => range.map((value) => [kind, value] as const)))
    affine(at === 0 ? { shear: each, background } : { scale: each, background }); // out of range is told now
  return {
    per,
    draw: (seed, shape) => {
      const next = seed.fold('affine').numbers();
      const amounts = {
        rotation: between(next, ...turn),
        shear: between(next, ...slant),
        scale: between(next, ...size),
      };
      return affine({ ...amounts, background })(seed, shape);
    },
  };
}

/** Writes each pixel from another of the same image; beyond it is `fill`. */
function move(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  from: (row: number, column: number) => readonly [number, number],
  fill = 0,
): void {
  const before = Float32Array.from(image);
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += channels) {
      const [down, right] = from(row, column);
      const inside = down >= 0 && right >= 0 && down < height && right < width;
      const at = (down * width + right) * channels;
      if (inside) image.set(before.subarray(at, at + channels), to);
      else image.fill(fill, to, to + channels);
    }
  }
}
