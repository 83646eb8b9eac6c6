import type { Plugin } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { sampling } from '../../plugins/options.js';
import { imageFolder } from '../folders/image-folder.js';
import { omniglot } from '../omniglot/omniglot.js';
import { numbersComponents } from './numbers-components.js';

const pixels = z.int().positive();
const filter = z.enum(['nearest', 'box', 'bilinear', 'bicubic', 'lanczos']);
const part = z.number().min(0).max(1).exactOptional();

const reading = {
  holdout: z.int().nonnegative().default(0).describe('classes carved from training, to select models on'),
  holdoutSeed: z.int().default(0),
  damaged: z.enum(['refuse', 'skip']).default('refuse').describe('what to do with damaged images'),
  cache: z
    .union([z.string(), z.literal(false)])
    .exactOptional()
    .describe('folder of decoded images, or false'),
};

const classList = z.union([z.string(), z.array(z.string())]).exactOptional();
const path = z.string().min(1);

/** The readers of data sets in files, for configurations. */
export const nodePlugin: Plugin = {
  name: '@innerloop/data/node',
  provides: {
    data: {
      ...numbersComponents,
      omniglot: component({
        summary: 'Omniglot: 1623 handwritten characters, 20 drawings each (Lake et al. 2015)',
        options: () =>
          z.object({
            path: path.describe('folder of images_background and images_evaluation, zipped or not'),
            split: z.string().default('vinyals').describe('vinyals, random, or a JSON file of characters'),
            size: pixels.default(28).describe('height and width of an image'),
            resample: filter.default('lanczos').describe('nearest gives binary images, as published; others greys'),
            ...reading,
            ...sampling,
          }),
        create: (options, listeners) => omniglot({ ...options, progress: listeners?.progress }),
      }),
      images: component({
        summary: 'any folder or zip archive of images, class/name.png or .jpg',
        options: () =>
          z.object({
            path: z
              .union([
                path,
                z.strictObject({
                  train: path.exactOptional(),
                  validation: path.exactOptional(),
                  test: path.exactOptional(),
                }),
              ])
              .describe('one folder or zip archive with all classes, or one for each split'),
            size: z.union([pixels, z.tuple([pixels, pixels])]).describe('height and width, or one number for both'),
            channels: z.literal([1, 3]).default(3),
            invert: z.boolean().default(false).describe('dark on light becomes light on dark'),
            fit: z.enum(['cover', 'contain', 'fill']).default('cover').describe('for images of another shape'),
            resample: filter.default('lanczos').describe('how images are brought to size'),
            classes: z
              .strictObject({ train: classList, validation: classList, test: classList })
              .exactOptional()
              .describe('names of the classes of each split, or CSV or JSON files of them'),
            split: z
              .strictObject({ train: part, validation: part, test: part, seed: z.int().exactOptional() })
              .exactOptional()
              .describe('fractions of the classes, where none are listed'),
            ...reading,
            ...sampling,
          }),
        create: (options, listeners) => imageFolder({ ...options, progress: listeners?.progress }),
      }),
    },
  },
};
