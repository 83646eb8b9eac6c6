import { between } from '../random/between.js';
import type { UnitAugmentation } from './augmentation.js';
import { imageShape } from './image-shape.js';
import type { Range, Spread, UnitOption } from './spread.js';
import { refused, spread } from './spread.js';

export interface ColourJitterOptions extends UnitOption {
  /** Factor of all values: a number b stands for 1 − b … 1 + b. Default 0. */
  readonly brightness?: Spread | undefined;
  /** Factor of the distance from the image's mean grey. Default 0. */
  readonly contrast?: Spread | undefined;
  /** Factor of the distance from each pixel's grey; images of one channel have none. Default 0. */
  readonly saturation?: Spread | undefined;
}

/** Red, green and blue of a grey, by Rec. 601. */
const luma = [0.299, 0.587, 0.114] as const;

/**
 * Changes brightness, contrast and saturation at random, in this order; values stay from 0 to 1.
 *
 * @throws InvalidOptionError if a factor may be negative, or a range is not in order
 */
export function colourJitter(options: ColourJitterOptions = {}): UnitAugmentation {
  const { per = 'example', brightness = 0, contrast = 0, saturation = 0 } = options;
  const [bright, hard, vivid] = Object.entries({ brightness, contrast, saturation }).map(([name, value]) => {
    const range = spread('colourJitter', name, value, 1);
    if (range[0] < 0) throw refused('colourJitter', name, 'a factor that is never negative', range[0]);
    return range;
  }) as [Range, Range, Range];
  return {
    per,
    draw: (seed, shape) => {
      const [, , channels] = imageShape('colourJitter', shape);
      const next = seed.fold('colours').numbers();
      const [light, distance, colour] = [between(next, ...bright), between(next, ...hard), between(next, ...vivid)];
      return (image) => {
        scaleAround(image, channels, light, () => 0);
        const mean = meanGrey(image, channels);
        scaleAround(image, channels, distance, () => mean);
        if (channels === 3) scaleAround(image, channels, colour, (at) => greyAt(image, at));
      };
    },
  };
}

/** Moves the values of each pixel away from a centre, which is asked before the first of them changes. */
function scaleAround(image: Float32Array, channels: number, factor: number, centre: (at: number) => number): void {
  if (factor === 1) return;
  for (let at = 0; at < image.length; at += channels) {
    const around = centre(at);
    for (let channel = at; channel < at + channels; channel += 1)
      image[channel] = Math.min(1, Math.max(0, around + factor * ((image[channel] as number) - around)));
  }
}

const greyAt = (image: Float32Array, at: number): number =>
  luma.reduce((sum, weight, channel) => sum + weight * (image[at + channel] as number), 0);

function meanGrey(image: Float32Array, channels: number): number {
  let sum = 0;
  for (let at = 0; at < image.length; at += channels) sum += channels === 3 ? greyAt(image, at) : (image[at] as number);
  return (sum * channels) / image.length;
}
