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

export { neuralProcess } from './processes/neural-process.js';
export type { NeuralProcess, NeuralProcessAdapted } from './processes/neural-process.js';
export type { NeuralProcessOptions } from './processes/options.js';
export type { CrossAttentionOptions } from './processes/path.js';
export { setEncoder } from './processes/set-encoder.js';
export type { SetEncoder, SetEncoderOptions } from './processes/set-encoder.js';

export { hypernetwork } from './hypernetwork/hypernetwork.js';
export type { HypernetworkAdapted, HypernetworkOptions } from './hypernetwork/hypernetwork.js';

export { lstmLearner } from './lstm/lstm-learner.js';
export type { LstmLearnerAdapted, LstmLearnerOptions } from './lstm/lstm-learner.js';
export { leastRecentlyUsed } from './memory/least-recently-used.js';
export type { LeastRecentlyUsedOptions, LeastRecentlyUsedState } from './memory/least-recently-used.js';
export { leastUsed } from './memory/least-used.js';
export { mann } from './memory/mann.js';
export type { MannAdapted, MannOptions } from './memory/mann.js';
export type { MemoryAccess, MemorySize } from './memory/memory-access.js';
export { memoryCell } from './memory/memory-cell.js';
export type { MemoryCellOptions, MemoryCellState } from './memory/memory-cell.js';
export { ntmAccess, ntmWrite } from './memory/ntm-access.js';
export type { NtmAccessOptions, NtmState, NtmWrite } from './memory/ntm-access.js';
export { ntmAddress } from './memory/ntm-address.js';
export type { NtmAddressing } from './memory/ntm-address.js';
export type { Advanced, RecurrentCell } from './recurrent/recurrent-cell.js';
export { recurrentLearner } from './recurrent/recurrent-learner.js';
export type { LabelProtocol, RecurrentAdapted, RecurrentLearnerOptions } from './recurrent/recurrent-learner.js';

export { metaNetworks } from './meta-networks/meta-networks.js';
export type { MetaNetworksAdapted, MetaNetworksOptions } from './meta-networks/meta-networks.js';
