import { disposeTree } from '@innerloop/core';
import type { MetaState, ParamTree, Tree } from '@innerloop/core';
import { train } from '@innerloop/training';
import type { Checkpoint, TrainOptions } from '@innerloop/training';

/** What is left of a training that ran to its end. */
export interface Trained<State extends MetaState> {
  readonly losses: readonly number[];
  /** The caller owns its tensors. */
  readonly checkpoint: Checkpoint<State>;
}

/** Trains to the end. */
export async function trained<State extends MetaState, Y extends Tree>(
  options: TrainOptions<State, Y>,
): Promise<Trained<State>> {
  const losses: number[] = [];
  let checkpoint: Checkpoint<State> | undefined;
  for await (const progress of train(options)) {
    losses.push(progress.loss);
    if (progress.iteration === options.iterations) checkpoint = progress.checkpoint();
  }
  if (checkpoint === undefined) throw new Error('trained: the training did not reach its end.');
  return { losses, checkpoint };
}

/** Trains to the end, lends the meta-parameters and frees them. */
export async function withTrained<State extends MetaState, Y extends Tree, T>(
  options: TrainOptions<State, Y>,
  use: (params: ParamTree) => Promise<T>,
): Promise<T> {
  const { checkpoint } = await trained(options);
  try {
    return await use(checkpoint.state.params);
  } finally {
    disposeTree(checkpoint.state);
  }
}
