import { tasksOf, tidy } from '@innerloop/core';
import type { Context, Episode, Key, Metric, Tensor, Tree } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkHead } from './head.js';
import { hasSteps } from './options.js';
import type { EvaluateOptions } from './options.js';

type Measured<Y extends Tree> = Pick<EvaluateOptions<Y>, 'learner' | 'params' | 'tasks' | 'metric'>;

function metricOf<Y extends Tree>(metric: Metric<Y>, predictions: Tensor, targets: Y): Tensor {
  const values = metric.measure(predictions, targets);
  const tasks = tasksOf(predictions);
  if (values.rank === 1 && values.shape[0] === tasks) return values;
  throw new InvalidDataError(
    `evaluate: the metric '${metric.name}' gave a value of shape [${values.shape.join(', ')}] for ${tasks} tasks. It must give one value a task, [${tasks}].`,
  );
}

/** An inner learner's head can be looked at before it adapts, so that a wrong one is told apart from a loss that fails. */
function checkBefore<Y extends Tree>(
  { learner, params, tasks }: Measured<Y>,
  { support }: Episode<Y>,
  context: Context,
): void {
  if (!hasSteps(learner) || tasks.kind !== 'classification') return;
  const initial = learner.initial(params, support, context);
  checkHead(learner.predict(params, initial, support.x, { ...context, step: 0 }), support.y, learner, tasks);
}

/**
 * The metric of the tasks of one episode batch: `[rows, T]`, a row for each number of steps, or one.
 *
 * No meta-gradient will be asked for, so the order is `first`. All rows predict with one key: they differ by adaptation alone.
 */
export function measure<Y extends Tree>(
  of: Measured<Y>,
  episode: Episode<Y>,
  steps: readonly number[] | undefined,
  key: Key,
): Tensor {
  const { learner, params, metric, tasks } = of;
  const { support, query } = episode;
  const adapting: Context = { key: key.fold('adapt'), mode: 'test', order: 'first' };
  const predicting: Context = { ...adapting, key: key.fold('query') };
  return tidy(() => {
    checkBefore(of, episode, adapting);
    const row = (adapted: Tree, context: Context): Tensor => {
      const predictions = learner.predict(params, adapted, query.x, context);
      checkHead(predictions, query.y, learner, tasks);
      return metricOf(metric, predictions, query.y);
    };
    if (steps === undefined || !hasSteps(learner))
      return tf.stack([row(learner.adapt(params, support, adapting), predicting)]);
    const points = learner.trajectory(params, support, steps, adapting);
    return tf.stack(
      points.map((point, i) => row(point, { ...predicting, step: Math.max(0, (steps[i] as number) - 1) })),
    );
  });
}
