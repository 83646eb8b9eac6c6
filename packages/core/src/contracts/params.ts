import type { Tensor } from '@tensorflow/tfjs-core';
import type { Key } from './random.js';
import type { Shape } from './tree.js';

/** Who moves a leaf: `learned`, the outer rule · `running`, the trainer stores its last report · `fixed`, neither (a report to it lives for its episode). */
export type Role = 'learned' | 'running' | 'fixed';

/** What is known of a leaf before it has a value. */
export interface ParamSpec {
  /** Shape without the task axis: a tensor of one rank more holds a value per task. */
  readonly shape: Shape;
  readonly initialize: (key: Key, shape: Shape) => Tensor;
  /** Default `learned`. */
  readonly role?: Role;
  /** The leading axis of `shape` counts so many particles: copies of one leaf that a rule may see side by side. */
  readonly particles?: number;
  /** Scale or offset of a normalisation layer: learners whose papers keep these out of the inner loop know them by it. */
  readonly ofNormalization?: boolean;
  /** Of a `fixed` leaf that support passes add to, step after step: it holds what the steps of an inner loop left, and no later look at the support counts. */
  readonly accumulates?: boolean;
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
