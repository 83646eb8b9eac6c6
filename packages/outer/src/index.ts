export { maml } from './learners/maml.js';
export type { MamlAdapted, MamlOptions } from './learners/maml.js';
export { reptile } from './gradients/reptile.js';
export type { ReptileOptions } from './gradients/reptile.js';
export { miniBatches } from './loop/batches.js';
export type { Batches } from './loop/batches.js';
export { innerLoop } from './loop/inner-loop.js';
export type { InnerLoop, InnerPoint, InnerRun } from './loop/inner-loop.js';
