import { InvalidOptionError, mapNamed, sliceTasks, tasksOf } from '@innerloop/core';
import type { AnyLearner, Episode, MetaGradient, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

export interface HalvesOptions<L extends AnyLearner> {
  /** How the gradient of a half is obtained. */
  readonly of: MetaGradient<L>;
  /** Prefixes of the leaves that the second half of the tasks teaches, `['model/architecture/']` for instance; the first teaches all others. */
  readonly second: readonly string[];
}

/**
 * Two halves of the meta-batch, each of which teaches its own leaves: `g_w = ∇_w mean over the first half`, `g_a = ∇_a mean over the second`.
 *
 * In Auto-MAML the weights learn from one half of the training classes and the architecture from the other, so that it is chosen on tasks that
 * the weights have not been fitted to: let `sideBySide` of @innerloop/data draw the two halves of each batch. The loss is the mean of both;
 * reports and metrics are those of the first half.
 *
 * @throws InvalidOptionError if no prefix is given; when estimating, if the number of tasks is odd, or one of the halves teaches nothing
 * @see Lian et al. 2020, "Towards Fast Adaptation of Neural Architectures with Meta Learning", ICLR
 */
export function halves<L extends AnyLearner>({ of, second }: HalvesOptions<L>): MetaGradient<L> {
  if (second.length === 0) throw new InvalidOptionError('halves: second names no leaf. Pass prefixes of leaves.');
  const isSecond = (name: string): boolean => second.some((prefix) => name.startsWith(prefix));
  return {
    name: `halves of ${of.name}`,
    wholeBatch: true,
    estimate: ({ episode, key, ...problem }) => {
      const tasks = tasksOf(episode.support.x);
      if (tasks % 2 !== 0) {
        throw new InvalidOptionError(
          `halves: expected an even number of tasks, got ${tasks}. Let 2 divide the meta-batch.`,
        );
      }
      const half = tasks / 2;
      const estimateFrom = (from: number) =>
        of.estimate({ ...problem, episode: sliceTasks<Episode<Tree>>(episode, from, half), key: key.from(from) });
      const [first, other] = [estimateFrom(0), estimateFrom(half)];
      const taught = Object.keys(first.grads).filter(isSecond).length;
      if (taught === 0 || taught === Object.keys(first.grads).length) {
        throw new InvalidOptionError(
          `halves: second, ${second.join(', ')}, names ${taught === 0 ? 'none' : 'all'} of the learned leaves, so one half would teach nothing. There are: ${Object.keys(first.grads).join(', ')}.`,
        );
      }
      return {
        ...first,
        loss: tf.div(tf.add(first.loss, other.loss), 2),
        grads: mapNamed(first.grads, (grad, name) => (isSecond(name) ? (other.grads[name] as Tensor) : grad)),
      };
    },
  };
}
