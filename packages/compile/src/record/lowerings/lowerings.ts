import type { Lowerings } from '../kernel-call.js';
import { blocks } from './blocks.js';
import { comparisons } from './comparisons.js';
import { convolutions } from './convolution.js';
import { creation } from './creation.js';
import { sumsOfProducts } from './einsum.js';
import { elementwise } from './elementwise.js';
import { gathers } from './gathers.js';
import { joins } from './joins.js';
import { products } from './matmul.js';
import { normalization } from './normalization.js';
import { poolings } from './pooling.js';
import { reductions } from './reductions.js';
import { views } from './views.js';

/** What each kernel of TensorFlow.js computes, as nodes of a graph. */
export const lowerings: Lowerings = {
  ...elementwise,
  ...comparisons,
  ...reductions,
  ...products,
  ...convolutions,
  ...poolings,
  ...normalization,
  ...views,
  ...joins,
  ...gathers,
  ...creation,
  ...blocks,
  ...sumsOfProducts,
};
