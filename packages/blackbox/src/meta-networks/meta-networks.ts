import {
  cosineSimilarity,
  crossEntropy,
  embedding,
  gatherRows,
  InvalidOptionError,
  scope,
  under,
  within,
} from '@innerloop/core';
import type { Batch, Context, Learner, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { augmentedLayers } from './augmented.js';
import { exampleGradients } from './example-gradients.js';
import { eachExample, wholeTask } from './fast-weights.js';

export interface MetaNetworksOptions {
  /** The embedding f, whose weights are slow: its outputs `[T, N, features]` are what both networks read. */
  readonly model: Model;
  /** Outputs of the embedding. */
  readonly features: number;
  /** Classes, or numbers to predict. */
  readonly outputs: number;
  /** Units of the layers of the representation network u; the last is the length of keys, at least `outputs`. Default `[64]`. */
  readonly representation?: readonly number[];
  /** Units of the hidden layers of the base learner b. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** How many of the support's examples, from the first, the task's fast weights are made of. Default 5. */
  readonly samples?: number;
  /** Units of the networks that turn gradients into fast weights. Default 20. */
  readonly units?: number;
  /** Of examples and of the query. Default `crossEntropy`. */
  readonly loss?: Loss;
  /** Whether the gradients of the support are differentiated through, as far as the context's order lets them. Default false: they are inputs. */
  readonly differentiate?: boolean;
}

/** The task's fast weights, the memory of the support's (fast weights and their keys), and the buffers that it left. */
export type MetaNetworksAdapted = {
  readonly task: ParamTree;
  readonly memory: ParamTree;
  readonly keys: Tensor;
  readonly buffers: ParamTree;
};

/**
 * Meta networks: gradients of the support are turned into fast weights by networks that are learned, and act beside the slow ones.
 *
 * With slow weights Q of a representation u and W of a base learner b, both on `f(x)`:
 * `Q* = d({∇_Q L(u(x_i), y_i)})` for a few examples, `W*_i = m(∇_W L(b(x_i), y_i))` for each, keys `r_i = u(Q, Q*, x_i)`. A query has
 * `r = u(Q, Q*, x̂)`, `a = softmax_i cos(r, r_i)`, `W* = Σ a_i W*_i`, and the prediction `b(W, W*, x̂)`, each layer of which adds the activations of its
 * slow and its fast copy. The loss is that of the query. The loss of u reads the first `outputs` entries of a representation as predictions.
 *
 * Gradients flow to f, u, b, d and m; through the gradients of the support only with `differentiate`. The order of the support matters, by d.
 * The paper's networks are convolutional throughout; here f is, with slow weights alone, and u and b are layers on top of it.
 *
 * @throws InvalidOptionError if a size is not a positive integer, or the representation is shorter than `outputs`
 * @see Munkhdalai & Yu 2017, "Meta Networks", arXiv:1703.00837
 */
export function metaNetworks({
  model,
  features,
  outputs,
  representation = [64],
  hidden = [64],
  samples = 5,
  units = 20,
  loss = crossEntropy,
  differentiate = false,
}: MetaNetworksOptions): Learner<MetaNetworksAdapted> {
  const length = representation.at(-1) ?? 0;
  if (length < outputs) {
    throw new InvalidOptionError(
      `metaNetworks: the last layer of the representation must have at least ${outputs} units, as many as outputs, got ${length}.`,
    );
  }
  if (!Number.isInteger(samples) || samples < 1) {
    throw new InvalidOptionError(`metaNetworks: samples must be a positive integer, got ${samples}.`);
  }
  const network = embedding(model);
  const u = augmentedLayers(features, representation);
  const b = augmentedLayers(features, [...hidden, outputs]);
  const [d, m] = [wholeTask(units), eachExample(units)];
  /** What the representation's own loss is of. */
  const told: Model = {
    specs: u.specs,
    apply: (params, x, context) => tf.slice(u.slow.apply(params, x, context), [0, 0, 0], [-1, -1, outputs]),
  };
  const represent = (params: ParamTree, task: ParamTree, embedded: Tensor, context: Context): Tensor => {
    const [tasks, rows] = embedded.shape as [number, number];
    const whole = tf.ones([tasks, rows, 1]);
    return u.augmented(scope(params, 'representation'), task, whole, embedded, within(context, 'representation'));
  };
  /** Gradients of examples by the leaves of a network, as inputs or as functions of them. */
  const gradients = (of: Model, name: string, params: ParamTree, rows: Batch, context: Context): ParamTree =>
    exampleGradients(
      of,
      loss,
      scope(params, name),
      rows,
      within(context, name),
      differentiate && context.order === 'exact',
    );

  const learner: Learner<MetaNetworksAdapted> = {
    name: 'metaNetworks',
    ordered: true,
    ...network.told,
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    specs: {
      ...network.specs,
      ...under('representation', u.specs),
      ...under('base', b.specs),
      ...under('task', d.specs),
      ...under('example', m.specs),
    },
    adapt(params, support, context) {
      const { features: embedded, buffers } = network.support(params, support.x, context);
      const rows = { x: embedded, y: support.y };
      const few = gatherRows(rows, tf.range(0, Math.min(samples, embedded.shape[1] as number), 1, 'int32'));
      const task = d.from(
        scope(params, 'task'),
        gradients(told, 'representation', params, few, context),
        u.specs,
        within(context, 'task'),
      );
      const memory = m.from(
        scope(params, 'example'),
        gradients(b.slow, 'base', params, rows, context),
        b.specs,
        within(context, 'example'),
      );
      return { task, memory, keys: represent(params, task, embedded, context), buffers };
    },
    predict(params, { task, memory, keys, buffers }, x, context) {
      const embedded = network.query(params, buffers, x, context);
      const shares = tf.softmax(cosineSimilarity(represent(params, task, embedded, context), keys));
      return b.augmented(scope(params, 'base'), memory, shares, embedded, within(context, 'base'));
    },
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
