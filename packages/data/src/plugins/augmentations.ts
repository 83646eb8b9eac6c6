import { z } from 'zod';
import type { UnitAugmentation } from '../episodes/augmentation.js';
import { colourJitter } from '../episodes/colour-jitter.js';
import { randomAffine, randomCrop, randomFlip } from '../episodes/image-augmentations.js';

const per = z
  .enum(['example', 'class', 'task'])
  .exactOptional()
  .describe(
    'drawn for each example (default), or once for a class of a task (support and query alike), or once a task',
  );
const probability = z.number().min(0).max(1).exactOptional();
const amount = z.union([z.number().nonnegative(), z.tuple([z.number(), z.number()])]).exactOptional();

const flip = z
  .strictObject({ horizontal: probability, vertical: probability, per })
  .describe('probabilities of mirroring; horizontal is 0.5 by default');
const crop = z
  .strictObject({
    padding: z.int().nonnegative().describe('pixels that an image may move by'),
    fill: z.union([z.literal('reflect'), z.number()]).exactOptional(),
    per,
  })
  .describe('moves an image by whole pixels');
const affine = z
  .strictObject({ rotation: amount, shear: amount, scale: amount, background: z.number().exactOptional(), per })
  .describe('rotation and shear in degrees, scale as a part of the size: one number to either side, or least and most');
const colours = z
  .strictObject({ brightness: amount, contrast: amount, saturation: amount, per })
  .describe('factors: 0.4 is 0.6 to 1.4, or least and most');

/** What a factory makes of options; what it refuses is a problem of the configuration, at this place. */
const made =
  <O>(make: (options: O) => UnitAugmentation) =>
  (options: O, context: z.RefinementCtx): UnitAugmentation => {
    try {
      return make(options);
    } catch (cause) {
      context.addIssue({ code: 'custom', message: (cause as Error).message });
      return z.NEVER;
    }
  };

/** One augmentation of a configuration: an object whose one key names it. */
const augmentation = z.union([
  z.strictObject({ flip: flip.transform(made(randomFlip)) }).transform((each) => each.flip),
  z.strictObject({ crop: crop.transform(made(randomCrop)) }).transform((each) => each.crop),
  z.strictObject({ affine: affine.transform(made(randomAffine)) }).transform((each) => each.affine),
  z.strictObject({ colours: colours.transform(made(colourJitter)) }).transform((each) => each.colours),
]);

/** What changes training pictures at random, one after another. */
export const augmentations: z.ZodExactOptional<z.ZodType<readonly UnitAugmentation[]>> = z
  .array(augmentation)
  .describe('changes of training pictures, drawn anew for each task, one after another')
  .exactOptional();
