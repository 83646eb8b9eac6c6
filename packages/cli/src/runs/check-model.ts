import { InnerloopError, InvalidDataError, InvalidOptionError, seed } from '@innerloop/core';
import type { AnyInnerLearner, Context, Episode, EpisodeSize, ParamTree, Split, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../experiment/experiment.js';

/** One use of data that a configuration has ahead. */
export interface Use {
  /** In words, and where the configuration says so. */
  readonly what: string;
  readonly split: Split;
  readonly size: Partial<EpisodeSize>;
}

const contextOf = (): Context => ({ key: seed(0).fold('check'), mode: 'test', order: 'first', inductive: true });

/** What a learner that begins with these parameters says of a task's support, and what it should: classes in their last axis. */
function outputsOf(experiment: Experiment, params: ParamTree, { support }: Episode<Tree>): tf.Tensor {
  const { plainLearner } = experiment;
  const context = contextOf();
  // An inner learner is asked before it adapts: its head is there already, and it costs one pass.
  const adapted =
    'initial' in plainLearner
      ? (plainLearner as AnyInnerLearner).initial(params, support, context)
      : plainLearner.adapt(params, support, context);
  return plainLearner.predict(params, adapted, support.x, { ...context, step: 0 });
}

const shapeOf = (x: tf.Tensor): string => `[${x.shape.slice(2).join(', ')}]`;

/** A head of so many outputs, and tasks of so many classes, or of a range of them. */
function otherClasses({ data }: Experiment, { what, size }: Use, told: number, ways: number): InvalidOptionError {
  const ranging = size.ways === undefined && data.leastWays !== undefined;
  const [classes, advice] = ranging
    ? [`${data.leastWays} to ${data.size.ways}`, `Give data.ways one number, the model's outputs (${told} now)`]
    : [ways, "Set the model's outputs and the ways of all tasks to the same number"];
  return new InvalidOptionError(
    `train: the configuration ${what} tasks of ${classes} classes, but the learner tells ${told} apart. ${advice}; a learner without a head, like a prototypical network, takes any number.`,
  );
}

/** @throws InvalidOptionError if the learner cannot take the examples of a task, or tells another number of classes apart */
export function checkModel(experiment: Experiment, params: ParamTree, use: Use, episode: Episode<Tree>): void {
  const { x, y } = episode.support;
  let outputs: tf.Tensor;
  try {
    outputs = outputsOf(experiment, params, episode);
  } catch (error) {
    if (error instanceof InnerloopError && !(error instanceof InvalidDataError)) throw error;
    throw new InvalidOptionError(
      `train: the learner cannot take the examples of '${experiment.data.name}', which are ${shapeOf(x)} each (${error instanceof Error ? error.message : String(error)}). Set the model's inputs, or its height, width and channels, to that.`,
      { cause: error },
    );
  }
  if (experiment.data.kind !== 'classification' || !(y instanceof tf.Tensor)) return;
  const [told, ways] = [outputs.shape.at(-1), y.shape.at(-1)];
  if (told === ways) return;
  if (told === 1 && ways === 2 && experiment.plainLearner.kind === 'classification') return; // a yes or no
  throw otherClasses(experiment, use, told as number, ways as number);
}
