import type { Tensor } from '@tensorflow/tfjs-core';
import type { TaskKind } from './data.js';
import type { Predictive } from './learner.js';
import type { ParamSpecs } from './params.js';
import type { Key } from './random.js';
import type { ParamTree, Tree } from './tree.js';

/** What a pure function may know of where it is called. */
export interface Context {
  readonly key: Key;
  readonly mode: 'train' | 'test';
  /**
   * `exact` keeps inner gradients in the graph, `first` cuts them: what an inner step found, its loss, gradient and reports, is constant.
   * Set by the meta-gradient, read by inner loops, as are the next two.
   */
  readonly order: 'exact' | 'first';
  /** Of the exact order: how many of an inner loop's last steps keep their gradients; earlier ones are as in `first`. Absent means all. */
  readonly depth?: number;
  /** Inner loops keep no graph of their steps, but run them again when they are differentiated: same derivatives, less memory, more time. */
  readonly recompute?: boolean;
  /** Which examples pass through the model: set by the learner, read by normalisation. Absent means `support`. */
  readonly pass?: 'support' | 'query';
  /**
   * Inductive inference: each example of a query is answered as if it were the only one, so that a prediction is a function of the support
   * and of that example. Absent, what is normalised by a batch is normalised by the whole query (transductive), as training and many
   * published protocols have it. Drivers set it for adaptation and prediction alike; whatever looks at other examples of a query reads it.
   */
  readonly inductive?: true;
  /** Place in an unrolled inner loop, from 0: for normalisation with statistics per step. */
  readonly step?: number;
  /**
   * The one channel out: the new value of a `running` or `fixed` leaf; the last report wins. A support pass of an inductive context may
   * also report what its query will need under a name that is in no spec: a value per task, which lives for its episode.
   */
  readonly report?: (leaf: string, value: Tensor) => void;
}

/** A function of parameters and examples. */
export interface Model {
  readonly specs: ParamSpecs;
  /** Which statistics normalise, `batch` for instance; absent where nothing is normalised by other examples. Stated beside every result. */
  readonly normalization?: string;
  /** `x` is `[T, N, ...features]`, the value `[T, N, ...outputs]`. Each leaf is shared or per task, told by its rank against its spec. */
  apply(params: ParamTree, x: Tensor, context: Context): Tensor;
}

/** `[T]`, one loss a task: a mean over its examples unless the loss says otherwise. */
export interface Loss<Y extends Tree = Tensor> {
  (predictions: Tensor, targets: Y): Tensor;
  /** What tasks it is meant for, so that a learner can tell targets that are not: logits and labels, or values. */
  readonly kind?: TaskKind;
}

/** A figure of merit: `[T]`, one a task; gradients need not flow. */
export interface Metric<Y extends Tree = Tensor> {
  readonly name: string;
  readonly better: 'higher' | 'lower';
  measure(predictions: Tensor, targets: Y): Tensor;
  /** The figure by what is believed of the targets. Where it is there, `evaluate` asks a probabilistic learner for that, and measures it alone. */
  measurePredictive?(predictive: Predictive, targets: Y): Tensor;
}
