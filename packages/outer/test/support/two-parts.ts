import {
  activation,
  batchNorm,
  dense,
  initialize,
  mapParams,
  meanSquaredError,
  seed,
  sequential,
} from '@innerloop/core';
import type { AnyInnerLearner, AnyLearner, Context, Episode, Model, ParamTree } from '@innerloop/core';
import { classificationEpisodes, referenceMetaGradient, regressionEpisodes } from '@innerloop/testkit';
import * as tf from '@tensorflow/tfjs-core';

export const atTest: Context = { key: seed(5), mode: 'test', order: 'first' };

/** A smooth body of four features for examples of two. */
export const body: Model = sequential({ layer: dense({ inputs: 2, outputs: 4 }), activation: activation('tanh') });

export const head = (outputs: number): Model => dense({ inputs: 4, outputs });

/** Curves over two inputs, and what fits them. */
export const regression = regressionEpisodes({ inputs: 2 });
export const curves = { body, head: head(1), loss: meanSquaredError };
export const episode = (): Episode => regression({ tasks: 3, shots: 4, queries: 5 }, seed(9));

/** Three classes of examples of two. */
export const classes = classificationEpisodes({ features: [2], ways: 3 });

export const normalisedBody = (statistics: 'batch' | 'support' | 'running'): Model =>
  sequential({ layer: dense({ inputs: 2, outputs: 4 }), norm: batchNorm({ features: 4, statistics }) });

/** A model that counts how often it is applied. */
export function counting(model: Model): { readonly model: Model; readonly applied: () => number } {
  let applied = 0;
  return {
    model: {
      ...model,
      apply: (...given) => {
        applied += 1;
        return model.apply(...given);
      },
    },
    applied: () => applied,
  };
}

/** First values that are away from zero, biases too. */
export const startOf = (learner: AnyLearner): ParamTree =>
  mapParams(initialize(learner.specs, seed(2)), (tensor, name) =>
    learner.specs[name]?.role === undefined ? tf.add(tensor, seed(3).fold(name).draw('uniform', tensor.shape)) : tensor,
  );

export const gradientOf = (
  learner: AnyLearner,
  params: ParamTree,
  episode: Episode,
  order: Context['order'] = 'exact',
): ParamTree => referenceMetaGradient(order).estimate({ learner, params, episode, key: seed(1) }).grads;

/** The mean of the query's loss before and after adaptation. */
export function lossesOf(learner: AnyInnerLearner, params: ParamTree, { support, query }: Episode): number[] {
  return tf.tidy(() =>
    [learner.initial(params, support, atTest), learner.adapt(params, support, atTest)].map(
      (adapted) => tf.mean(learner.objective(params, adapted, query, atTest)).dataSync()[0] as number,
    ),
  );
}

/** Meta-parameters after steps of gradient descent on the mean objective of one episode a step. The caller owns them. */
export function metaTrained(
  learner: AnyLearner,
  episodeAt: (step: number) => Episode,
  { steps, rate }: { readonly steps: number; readonly rate: number },
): ParamTree {
  let params = initialize(learner.specs, seed(2));
  for (let step = 0; step < steps; step++) {
    const before = params;
    const moved: tf.TensorContainerObject = tf.tidy(() => {
      const grads = gradientOf(learner, before, episodeAt(step));
      return mapParams(before, (tensor, name) => {
        const grad = grads[name];
        return grad === undefined ? tf.clone(tensor) : tf.sub(tensor, tf.mul(grad, rate));
      });
    });
    tf.dispose(before);
    params = moved as ParamTree;
  }
  return params;
}
