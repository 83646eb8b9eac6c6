/** A fully connected net, relu between its layers: the models `mlp` and `nn.Sequential(Linear, …)`. */
export type MlpNet = {
  readonly kind: 'mlp';
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
};

/** Core's `conv4`, with bias, scale and offset; `outputs` 0 means an embedding without a head. */
export type Conv4Net = {
  readonly kind: 'conv4';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly outputs: number;
  /** `stride`: each block's convolution has stride 2 and pads at the end first; `pool`: 2 × 2 max-pooling that drops a last odd row. */
  readonly downsample: 'stride' | 'pool';
  readonly head: 'mean' | 'flatten';
};

/** `relationEncoder`: four convolutions, the first two without padding and with 2 × 2 max-pooling; its outputs are maps. */
export type RelationEncoderNet = {
  readonly kind: 'relation-encoder';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
};

/** A net of pictures. */
export type ImageNet = Conv4Net | RelationEncoderNet;

export type Net = MlpNet | ImageNet;

/** A leaf in our layout: kernels `[height, width, in, out]` or `[in, out]`. */
export type Parameter = { readonly name: string; readonly shape: readonly number[] };

/**
 * One thing to measure, complete: a contender needs nothing else but the numbers of weights and batches.
 * A task has `ways · shots` support and `ways · queries` query examples; a regression has one way.
 */
export type Workload = {
  /** `sinusoid/1-step/second`: family, case, order; or `growth/tasks/16`. */
  readonly name: string;
  readonly family: string;
  readonly learner: 'maml' | 'prototypical' | 'matching' | 'relation' | 'snail';
  readonly loss: 'meanSquaredError' | 'crossEntropy';
  readonly order: 'second' | 'first';
  readonly net: Net;
  readonly parameters: readonly Parameter[];
  /** Leaves of the learner besides the net's, by their names in the learner; stored after them. */
  readonly more: readonly Parameter[];
  readonly tasks: number;
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
  /** Inner steps. */
  readonly steps: number;
  readonly innerRate: number;
  readonly outerRate: number;
  /** Meta-batches that are made beforehand and gone through in turn. */
  readonly batches: number;
  /** Parts of the meta-batch that our eager step takes one after the other: WebAssembly has 4 GB. Default 1. */
  readonly slices?: number;
  /** Threads that serve the Python peers best here. */
  readonly peerThreads: number;
  /** What one contender may hold in memory, roughly: so many run beside each other as fit. */
  readonly megabytes: number;
  /** Where it stands on an axis of growth. */
  readonly growth?: { readonly axis: string; readonly at: number };
};
