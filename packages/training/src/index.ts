export { exact, firstOrder } from './gradients/through.js';
export { metaStep } from './steps/meta-step.js';
export type { GradientState, MetaStepOptions } from './steps/meta-step.js';
export { train } from './trainer/train.js';
export type { Progress, TrainOptions } from './trainer/train.js';
export type { Validated, Validation } from './trainer/validation.js';
export { decodeCheckpoint, encodeCheckpoint } from './checkpoints/checkpoint.js';
export type { Best, Checkpoint, CheckpointName, CheckpointStore, TrainSettings } from './checkpoints/checkpoint.js';
export { checkParams } from './checkpoints/matching.js';
