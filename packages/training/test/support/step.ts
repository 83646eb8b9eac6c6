import { referenceLearner, referenceModel, referenceRule } from '@innerloop/testkit';
import { exact, metaStep } from '../../src/index.js';
import type { GradientState, MetaStepOptions } from '../../src/index.js';
import { batchNorm, cloneTree, dense, disposeTree, leavesOf, mapTree, sequential, tidy } from '@innerloop/core';
import type { AnyLearner, MetaState, MetaStep, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { averaged } from './tasks.js';

export const learner = referenceLearner({
  model: referenceModel({ inputs: 1, hidden: 4, outputs: 1 }),
  rule: referenceRule(0.1),
});

/** Keeps running statistics: what it reports is part of the state. */
export const counting = referenceLearner({
  model: sequential({
    body: dense({ inputs: 1, outputs: 4 }),
    norm: batchNorm({ features: 4, statistics: 'running' }),
    head: dense({ inputs: 4, outputs: 1 }),
  }),
  rule: referenceRule(0.05),
});

export const stepOf = (options: Partial<MetaStepOptions<AnyLearner>> = {}): MetaStep<GradientState, Tensor> =>
  metaStep({ learner, metaGradient: exact(), optimizer: averaged(0.05), ...options });

/** What was asked of residents. */
export interface Residence {
  copies: number;
  disposed: number;
}

/** A step that keeps its state as numbers on the host, out of TensorFlow.js' sight. */
export function residing<State extends MetaState>(
  step: MetaStep<State, Tensor>,
  seen: Residence = { copies: 0, disposed: 0 },
): MetaStep<State, Tensor> {
  return {
    ...step,
    reside(first) {
      let form = cloneTree(first);
      let values = numbersOf(form);
      disposeTree(form);
      const asTensors = (): State => {
        let at = 0;
        return mapTree(form, ({ shape, dtype }) => tf.tensor((values[at++] as Float32Array).slice(), shape, dtype));
      };
      return {
        run(episode, key) {
          const held = asTensors();
          const { state, metrics } = tidy(() => step.run(held, episode, key));
          [form, values] = [state, numbersOf(state)];
          const read = Object.fromEntries(
            Object.entries(metrics).map(([name, metric]) => [name, metric.dataSync()[0] as number]),
          );
          disposeTree([held, state, metrics]);
          return read;
        },
        state() {
          seen.copies += 1;
          return asTensors();
        },
        dispose: () => void (seen.disposed += 1),
      };
    },
  };
}

const numbersOf = (tree: Tree): Float32Array[] => leavesOf(tree).map((leaf) => leaf.dataSync<'float32'>());
