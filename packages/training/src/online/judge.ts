import { mapTree, tidy } from '@innerloop/core';
import type { Batch, Context, Episode, Key, Learner, Metric, ParamTree, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface JudgeOptions<Y extends Tree> {
  readonly learner: Learner<Tree, Y>;
  /** Borrowed. */
  readonly params: ParamTree;
  /** One task. */
  readonly task: Episode<Y>;
  readonly metric: Metric<Y>;
  readonly key: Key;
  /** How many of the support's examples to adapt to, the first ones; default all. */
  readonly examples?: number;
}

const firstRows = <Y extends Tree>(batch: Batch<Y>, count: number): Batch<Y> =>
  mapTree(batch, (tensor) =>
    tf.slice(
      tensor,
      tensor.shape.map(() => 0),
      [tensor.shape[0], count, ...tensor.shape.slice(2)],
    ),
  );

/** Adapts to what has arrived of one task and measures on what it is judged on: `f(U(w))`. Leaves no tensor behind. */
export async function judge<Y extends Tree>(options: JudgeOptions<Y>): Promise<number> {
  const { learner, params, task, metric, key, examples } = options;
  const context: Context = { key: key.fold('adapt'), mode: 'test', order: 'first' };
  const value = tidy(() => {
    const support = examples === undefined ? task.support : firstRows(task.support, examples);
    const adapted = learner.adapt(params, support, context);
    const predictions = learner.predict(params, adapted, task.query.x, { ...context, key: key.fold('query') });
    return metric.measure(predictions, task.query.y);
  });
  try {
    return (await value.data())[0] as number;
  } finally {
    value.dispose();
  }
}
