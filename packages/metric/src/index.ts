export { prototypical } from './learners/prototypical.js';
export type { PrototypicalAdapted, PrototypicalOptions } from './learners/prototypical.js';
