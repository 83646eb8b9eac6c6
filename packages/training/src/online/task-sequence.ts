import { seed as seedOf } from '@innerloop/core';
import type { Episode, TaskDistribution, TaskKind, Tensor, Tree } from '@innerloop/core';

/** Tasks that come one by one. */
export interface TaskSequence<Y extends Tree = Tensor> {
  readonly name: string;
  readonly kind: TaskKind;
  /**
   * The task of a round, the same whenever it is asked for: one task, whose support holds its examples in the order in which they
   * arrive, and whose query those that it is judged on. The caller owns the tensors.
   */
  arrive(round: number): Promise<Episode<Y>>;
}

export interface SequenceOptions<Y extends Tree> {
  /** Where tasks come from: one distribution, or one for each round, for a world that changes. */
  readonly tasks: TaskDistribution<Y> | ((round: number) => TaskDistribution<Y>);
  /** Names the sequence: task r is drawn from it and r alone. */
  readonly seed: number;
  /** Default that of the first round's distribution. */
  readonly name?: string;
}

/** A sequence of tasks drawn from distributions, without end: the support of an episode arrives, its query is what the task is judged on. */
export function sequenceOf<Y extends Tree = Tensor>({ tasks, seed, name }: SequenceOptions<Y>): TaskSequence<Y> {
  const root = seedOf(seed).fold('sequence');
  const of = (round: number): TaskDistribution<Y> => (typeof tasks === 'function' ? tasks(round) : tasks);
  const first = of(0);
  return {
    name: name ?? first.name,
    kind: first.kind,
    arrive: (round) => of(round).sample({ seed: root.fold(round), tasks: 1, params: {} }),
  };
}
