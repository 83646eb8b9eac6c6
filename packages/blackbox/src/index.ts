export { labelled } from './inputs/labelled.js';

export { causalAttention } from './causal/attention.js';
export type { AttentionPast, CausalAttentionOptions } from './causal/attention.js';
export { causalStack } from './causal/causal-stack.js';
export type { CausalStack } from './causal/causal-stack.js';
export { denseBlock } from './causal/dense-block.js';
export type { DenseBlockOptions } from './causal/dense-block.js';
export type { CausalLayer } from './causal/layer.js';

export { snail } from './snail/snail.js';
export type { SnailAdapted, SnailOptions } from './snail/snail.js';
export { snailStack } from './snail/snail-stack.js';
export type { AttentionSize, SnailStackOptions } from './snail/snail-stack.js';

export { metaNetworks } from './meta-networks/meta-networks.js';
export type { MetaNetworksAdapted, MetaNetworksOptions } from './meta-networks/meta-networks.js';
