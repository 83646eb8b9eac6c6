import type { Context, ParamTree, ProbabilisticLearner, Tensor } from '@innerloop/core';
import {
  broadcast,
  embedding,
  gaussianKl,
  identity,
  rowsOf,
  sampleGaussian,
  scope,
  tasksOf,
  under,
  within,
} from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { classes, values } from './answers.js';
import { decoder as decoderOf } from './decoder.js';
import type { Gaussian } from './latent.js';
import type { NeuralProcessOptions } from './options.js';
import { expectOptions, expectTargets, latentOf, pathOf } from './options.js';

/** What is kept of the support: for the codes, for z, the examples themselves (embedded) for the objective, and buffers. */
export type NeuralProcessAdapted = {
  readonly told: ParamTree;
  readonly latent: ParamTree;
  readonly support: { readonly x: Tensor; readonly y: Tensor };
  readonly buffers: ParamTree;
};

/** A learner that knows how sure it is, and can be asked for functions. */
export interface NeuralProcess extends ProbabilisticLearner<NeuralProcessAdapted> {
  /**
   * Functions by samples of z from `q(z | support)`, drawn by the context's key: means at the inputs, `[T, M, S, outputs]`, or probabilities of
   * classes. Each is one function at all inputs. Without a latent variable S is 1.
   */
  samples(params: ParamTree, adapted: NeuralProcessAdapted, x: Tensor, context: Context): Tensor;
}

/** S samples of each task's z, `[T, S, size]`; the mean alone, `[T, 1, size]`, where none are asked for. */
function drawn({ mean, deviation }: Gaussian, count: number | undefined, { key }: Context): Tensor {
  if (count === undefined) return tf.expandDims(mean, 1);
  const each = (part: Tensor): Tensor =>
    broadcast(tf.expandDims(part, 1), [tasksOf(part), count, part.shape[1] as number]);
  return sampleGaussian(key.fold('latent'), each(mean), each(deviation));
}

/**
 * Neural processes: an encoder turns each support example into a code, a decoder answers at each target from what it is told of them. No
 * gradient step is taken at test.
 *
 * - **Conditional** (default): told is the mean code `r = 1/n Σ h([x_i; y_i])`, 0 of no examples.
 * - **Attentive** (`attention`): each target is told a mean weighed by its own multi-head attention to the inputs of the support.
 * - **Latent** (`latent`): the decoder is also given `z ~ q(z | C) = N(μ, σ²)`, `(μ, s) = m(mean code)`, `σ = 0.1 + 0.9 · sigmoid(s)`. The paper's
 *   attentive neural process is both.
 *
 * Regression: `(m, s) = g([told; z; x*])`, `σ = 0.1 + 0.9 · softplus(s)`; the objective is `−mean log N(y*; m, σ²)` over targets, a target's outputs
 * added up, and with z `−ELBO / |T|`: z is drawn from `q(z | T)` of context and query together, and `KL(q(z | T) ‖ q(z | C)) / |T|` is added. Targets
 * are independent given what they are told. Classification: logits and cross-entropy; the mean code of each class, put side by side in the
 * order of labels, so ways are fixed (with `attention` too, by the labels' width).
 *
 * `predict` gives one answer, with z at its mean. `predictive` gives mean and variance, noise included, over `samples` draws of z by the
 * context's key; of classes mean and variance of their probabilities, which without z is 0. All is differentiated.
 *
 * @throws InvalidOptionError if a size is no positive integer, or neither codes nor z reach the decoder; InvalidDataError, when adapting, if
 *   targets have another width than `outputs`
 * @see Garnelo et al. 2018, arXiv:1807.01613 (conditional) and arXiv:1807.01622 (latent); Kim et al. 2019, arXiv:1901.05761 (attentive)
 */
export function neuralProcess(options: NeuralProcessOptions): NeuralProcess {
  const { inputs, outputs, kind = 'regression', decoder: hidden = [128, 128] } = options;
  const { contextInTargets = true, samples = 10, activation = 'relu' } = options;
  expectOptions(options);
  const answers = kind === 'classification' ? classes : values;
  const network = embedding(options.model ?? identity({ features: inputs }));
  const path = pathOf(options);
  const latent = latentOf(options);
  const decoder = decoderOf({
    inputs: inputs + (path?.width ?? 0) + (latent?.size ?? 0),
    ...{ hidden, activation, outputs: answers.width(outputs) },
  });

  /** The decoder's outputs at embedded inputs. */
  const decode = (params: ParamTree, { told }: NeuralProcessAdapted, x: Tensor, z: Tensor | undefined, at: Context) => {
    const heard = path?.tell(scope(params, 'told'), told, x, within(at, 'told'));
    return decoder.decode(scope(params, 'decoder'), { x, told: heard, z }, within(at, 'decoder'));
  };
  const given = (params: ParamTree, code: Tensor | undefined, at: Context): Gaussian | undefined =>
    code && latent?.given(scope(params, 'latent'), code, within(at, 'latent'));
  /** The outputs at inputs as they come, with so many samples of z given the support. */
  const ask = (params: ParamTree, adapted: NeuralProcessAdapted, x: Tensor, count: number | undefined, at: Context) => {
    const z = given(params, adapted.latent['code'], at);
    const embedded = network.query(params, adapted.buffers, x, at);
    return decode(params, adapted, embedded, z && drawn(z, count, at), at);
  };

  return {
    name: 'neural-process',
    kind,
    ...network.told,
    specs: {
      ...network.specs,
      ...under('told', path?.specs ?? {}),
      ...under('latent', latent?.specs ?? {}),
      ...under('decoder', decoder.specs),
    },
    adapt: (params, { x, y }, context) => {
      expectTargets(y, outputs, kind);
      const { features, buffers } = network.support(params, x, context);
      const told = path?.see(scope(params, 'told'), features, y, within(context, 'told')) ?? {};
      const code = latent?.code(scope(params, 'latent'), features, y, within(context, 'latent'));
      return { told, latent: code === undefined ? {} : { code }, support: { x: features, y: tf.clone(y) }, buffers };
    },
    predict: (params, adapted, x, context) => answers.one(ask(params, adapted, x, undefined, context)),
    predictive: (params, adapted, x, context) => answers.predictive(ask(params, adapted, x, samples, context)),
    samples: (params, adapted, x, context) => answers.each(ask(params, adapted, x, samples, context)),
    objective: (params, adapted, query, context) => {
      const { support, buffers } = adapted;
      const x = network.query(params, buffers, query.x, context);
      const targets = contextInTargets
        ? { x: tf.concat([support.x, x], 1), y: tf.concat([support.y, query.y], 1) }
        : { x, y: query.y };
      const { code } = adapted.latent;
      const prior = given(params, code, context);
      if (latent === undefined || code === undefined || prior === undefined)
        return answers.loss(decode(params, adapted, targets.x, undefined, context), targets.y);
      const known = { code, count: rowsOf(support.x) };
      const all = latent.joined(scope(params, 'latent'), known, x, query.y, within(context, 'latent'));
      const posterior = latent.given(scope(params, 'latent'), all, within(context, 'latent'));
      const fit = answers.loss(decode(params, adapted, targets.x, drawn(posterior, 1, context), context), targets.y);
      const divergence = gaussianKl(posterior.mean, posterior.deviation, prior.mean, prior.deviation);
      return tf.add(fit, tf.div(tf.sum(divergence, 1), rowsOf(targets.x)));
    },
  };
}
