import type { ActivationName, Context, Learner, Loss, Model, ParamTree, Tensor } from '@innerloop/core';
import {
  crossEntropy,
  embedding as embeddingOf,
  identity,
  isLearned,
  pick,
  scope,
  specOf,
  under,
  within,
} from '@innerloop/core';
import { setEncoder } from '../processes/set-encoder.js';
import { emitter } from './emitter.js';

export interface HypernetworkOptions {
  /** g, the network that predicts: all of its learned leaves are emitted. */
  readonly model: Model;
  /** Features of an input, or of what `embedding` makes of it: what the encoder reads. */
  readonly features: number;
  /** Numbers of a target; of labels the ways. */
  readonly outputs: number;
  /** f, an embedding of the support's inputs, `[T, N, …] → [T, N, features]`; g takes inputs as they are. Default: inputs as they are. */
  readonly embedding?: Model;
  /** Units of the encoder's layers, the last of which gives the code. Default [64, 64]. */
  readonly encoder?: readonly number[];
  /** Between the encoder's layers. Default `relu`. */
  readonly activation?: ActivationName;
  /** Of the query. Default `crossEntropy`. */
  readonly loss?: Loss;
}

/** g's leaves by name, a value a task, and the buffers that the support left. */
export type HypernetworkAdapted = { readonly params: ParamTree; readonly buffers: ParamTree };

/**
 * A hypernetwork as a learner: it reads the support and emits all parameters of a network, which answers.
 *
 * `e = mean_i h([f(x_i); y_i])`, `φ = H(e)` layer by layer with `φ_l = φ⁰_l + W_l e / √fan-in`; the prediction is `g(φ, x)`, the objective the loss of the query.
 * `φ⁰` begins as g itself does and is learned. Everything is differentiated. The order of the support does not matter; with `W = 0` it
 * is joint training of g. Running and fixed leaves of g are shared, as they are.
 *
 * H has `size of the code × parameters of g` weights: g should be small.
 *
 * @throws InvalidOptionError if a size is no positive integer
 * @see Ha, Dai, Le 2017, "HyperNetworks", arXiv:1609.09106, for networks that emit networks
 */
export function hypernetwork(options: HypernetworkOptions): Learner<HypernetworkAdapted> {
  const { model, features, outputs, loss = crossEntropy, activation = 'relu' } = options;
  const sizes = options.encoder ?? [64, 64];
  const reader = embeddingOf(options.embedding ?? identity({ features }), 'embedding');
  const encoder = setEncoder({ inputs: features, outputs, sizes, activation });
  const network = embeddingOf(model, 'network');
  const own = (learned: boolean) => pick(model.specs, (name) => isLearned(specOf(model.specs, name)) === learned);
  const head = emitter(own(true), encoder.size);
  const whole = (params: ParamTree, emitted: ParamTree): ParamTree => ({ ...params, ...under('network', emitted) });

  const learner: Learner<HypernetworkAdapted> = {
    name: 'hypernetwork',
    ...(loss.kind === undefined ? {} : { kind: loss.kind }),
    ...reader.told,
    ...network.told,
    specs: {
      ...reader.specs,
      ...encoder.specs,
      ...under('emitter', head.specs),
      ...under('network', own(false)),
    },
    adapt: (params, { x, y }, context) => {
      const { features: read, buffers } = reader.support(params, x, context);
      const code = encoder.code(params, read, y, context);
      const emitted = head.emit(scope(params, 'emitter'), code, within(context, 'emitter'));
      // The support passes g only for what normalises its queries.
      const left = model.normalization === undefined ? {} : network.support(whole(params, emitted), x, context).buffers;
      return { params: emitted, buffers: { ...buffers, ...left } };
    },
    predict: (params: ParamTree, adapted: HypernetworkAdapted, x: Tensor, context: Context) =>
      network.query(whole(params, adapted.params), adapted.buffers, x, context),
    objective: (params, adapted, query, context) => loss(learner.predict(params, adapted, query.x, context), query.y),
  };
  return learner;
}
