import { InvalidDataError, isProbabilistic, isSequenceLearner, tasksOf, tidy } from '@innerloop/core';
import type { Context, Episode, Key, Metric, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkHead } from './head.js';
import { hasSteps } from './options.js';
import type { EvaluateOptions, Inference } from './options.js';
import { atPresentation, expectPresented } from './presentations.js';

type Measured<Y extends Tree> = Pick<EvaluateOptions<Y>, 'learner' | 'params' | 'tasks' | 'metric'>;

function metricOf<Y extends Tree>(metric: Metric<Y>, predictions: Tensor, targets: Y): Tensor {
  return oneATask(metric, tasksOf(predictions), metric.measure(predictions, targets));
}

function oneATask<Y extends Tree>(metric: Metric<Y>, tasks: number, values: Tensor): Tensor {
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

/** How the queries of an episode are looked at, after which numbers of steps. */
export interface Manner {
  readonly steps: readonly number[] | undefined;
  readonly presentations?: readonly number[] | undefined;
  readonly inferences: readonly Inference[];
}

/** The metric at some presentations, `[presentations, T]`: each example of the support is answered by those before it. */
function measurePresentations<Y extends Tree>(
  { learner, params, metric, tasks }: Measured<Y>,
  { support }: Episode<Y>,
  presentations: readonly number[],
  context: Context,
): Tensor {
  if (!isSequenceLearner(learner)) throw new InvalidDataError(`evaluate: '${learner.name}' has no presentations.`);
  expectPresented(support, tasks.kind, presentations);
  const predictions = learner.presentations(params, support, context);
  checkHead(predictions, support.y, learner, tasks);
  const figures = presentations.map((k) => {
    const at = atPresentation(predictions, support, tasks.kind, k);
    return metricOf(metric, at.predictions, at.targets);
  });
  return tf.add(tf.stack(figures), spoiled(predictions));
}

/** NaN for the tasks with an output that is NaN or infinite, whatever the metric makes of it: of such logits accuracy says 1 / ways. */
function spoiled(predictions: Tensor): Tensor {
  const axes = [...predictions.shape.keys()].slice(1);
  return tf.sum(tf.mul(predictions, 0), axes);
}

/**
 * The metric of the tasks of one episode batch: `[inferences, steps or presentations or 1, T]`, NaN where predictions left the finite numbers.
 *
 * No meta-gradient will be asked for, so the order is `first`. All predict with one key: they differ by adaptation and inference alone.
 */
export function measure<Y extends Tree>(
  of: Measured<Y>,
  episode: Episode<Y>,
  { steps, presentations, inferences }: Manner,
  key: Key,
): Tensor {
  const { learner, params, metric, tasks } = of;
  const { support, query } = episode;
  const base: Context = { key: key.fold('adapt'), mode: 'test', order: 'first' };
  const adapting: Context = inferences.includes('inductive') ? { ...base, inductive: true } : base;
  const contextOf: Readonly<Record<Inference, Context>> = {
    inductive: { ...base, key: key.fold('query'), inductive: true },
    transductive: { ...base, key: key.fold('query') },
  };
  const figure = (adapted: Tree, context: Context): Tensor => {
    if (metric.measurePredictive !== undefined && isProbabilistic(learner)) {
      const believed = learner.predictive(params, adapted, query.x, context);
      checkHead(believed.mean, query.y, learner, tasks);
      const values = metric.measurePredictive(believed, query.y);
      return tf.add(oneATask(metric, tasksOf(query.x), values), spoiled(believed.mean));
    }
    const predictions = learner.predict(params, adapted, query.x, context);
    checkHead(predictions, query.y, learner, tasks);
    return tf.add(metricOf(metric, predictions, query.y), spoiled(predictions));
  };
  if (presentations !== undefined)
    return tidy(() => tf.expandDims(measurePresentations(of, episode, presentations, adapting), 0));
  return tidy(() => {
    checkBefore(of, episode, adapting);
    const points =
      steps === undefined || !hasSteps(learner)
        ? [{ adapted: learner.adapt(params, support, adapting), step: {} }]
        : learner
            .trajectory(params, support, steps, adapting)
            .map((adapted, i) => ({ adapted, step: { step: Math.max(0, (steps[i] as number) - 1) } }));
    return tf.stack(
      inferences.map((inference) =>
        tf.stack(points.map(({ adapted, step }) => figure(adapted, { ...contextOf[inference], ...step }))),
      ),
    );
  });
}
