import type { Episode, ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { MetaBatch, Side } from '../workloads/families/batch.js';
import { exampleSizes } from '../workloads/numbers.js';
import type { Workload } from '../workloads/workload.js';

/** A meta-batch as tensors `[tasks, examples, …]`. */
export function episodeOf(workload: Workload, { support, query }: MetaBatch): Episode {
  const { tasks, ways, shots, queries } = workload;
  const sizes = exampleSizes(workload);
  const side = ({ x, y }: Side, examples: number): Episode['support'] => ({
    x: tf.tensor(x, [tasks, ways * examples, ...sizes.x]),
    y: tf.tensor(y, [tasks, ways * examples, sizes.y]),
  });
  return { support: side(support, shots), query: side(query, queries) };
}

/** The leaves of a learner, those of its net below `model/`, from the stored weights. */
export function paramsOf({ parameters, more }: Workload, weights: readonly Float32Array[]): ParamTree {
  const named = [...parameters.map(({ name, shape }) => ({ name: `model/${name}`, shape })), ...more];
  return Object.fromEntries(
    named.map(({ name, shape }, i) => [name, tf.tensor(weights[i] as Float32Array, [...shape])]),
  );
}
