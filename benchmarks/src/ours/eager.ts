import { disposeTree, seed, tidy } from '@innerloop/core';
import type { Episode } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Session } from '../protocol/serve.js';
import type { Guard } from '../protocol/messages.js';
import type { WorkloadNumbers } from '../workloads/numbers.js';
import type { Workload } from '../workloads/workload.js';
import { metaStepOf } from './meta-step.js';
import { episodeOf, paramsOf } from './tensors.js';

/** Our step, kernel by kernel, on the backend that runs. Each step's loss is read, so that its work is done. */
export function eagerSession(workload: Workload, numbers: WorkloadNumbers): Pick<Session, 'first' | 'step'> {
  const step = metaStepOf(workload, workload.slices);
  const episodes = numbers.batches.map((batch) => episodeOf(workload, batch));
  const root = seed(7);
  let count = 0;
  let state = tidy(() => ({ ...step.init(root), params: paramsOf(workload, numbers.weights) }));

  const run = (read: readonly string[]): number[] => {
    const episode = episodes[count % episodes.length] as Episode;
    const { state: next, metrics } = tidy(() => step.run(state, episode, root.fold(count)));
    disposeTree(state, next);
    state = next;
    count += 1;
    const values = read.map((name) => (metrics[name] as tf.Tensor).dataSync()[0] as number);
    disposeTree(metrics);
    return values;
  };
  return {
    first: (): Guard => {
      const [loss, gradientNorm] = run(['loss', 'gradientNorm']) as [number, number];
      return { loss, gradientNorm };
    },
    step: () => run(['loss']),
  };
}

/** What runs under us. */
export const ourVersions = (): Readonly<Record<string, string>> => ({
  node: process.versions.node,
  tfjs: tf.version_core,
});
