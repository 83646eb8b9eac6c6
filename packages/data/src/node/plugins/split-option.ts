import { z } from 'zod';
import type { NameLists } from '../../arrays/listed-names.js';
import type { SplitFractions } from '../../splits/class-split.js';

const fraction = z.number().min(0).max(1);
const names = z.array(z.union([z.string(), z.number()]));

/** Fractions with a seed, or names. */
export const split: z.ZodExactOptional<z.ZodType<NameLists | SplitFractions>> = z
  .union([
    z.strictObject({
      train: fraction.exactOptional(),
      holdout: fraction.exactOptional(),
      validation: fraction.exactOptional(),
      test: fraction.exactOptional(),
      seed: z.int().exactOptional(),
    }),
    z.strictObject({
      train: names.exactOptional(),
      holdout: names.exactOptional(),
      validation: names.exactOptional(),
      test: names.exactOptional(),
    }),
  ])
  .exactOptional();
