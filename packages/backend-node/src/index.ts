export { node } from './node/engine.js';
export type { NodeOptions } from './node/engine.js';
