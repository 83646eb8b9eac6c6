import type { Model } from '../../contracts/model.js';
import type { NormOptions } from './batch-norm.js';
import { batchNorm } from './batch-norm.js';
import type { GroupNormOptions } from './group-norm.js';
import { groupNorm } from './group-norm.js';

/** How a network normalises: by a batch, `{ statistics: 'batch' }`, or each example by itself, `{ groups: 8 }`. */
export type NormChoice = NormOptions | Omit<GroupNormOptions, 'features'>;

/** The normalisation that was chosen, of so many features. */
export const normOf = (norm: NormChoice, features: number): Model =>
  'groups' in norm ? groupNorm({ ...norm, features }) : batchNorm({ ...norm, features });
