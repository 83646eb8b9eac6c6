export type { ParamTree, Shape, Tree } from './contracts/tree.js';
export type { Distribution, Key, Seed } from './contracts/random.js';
export type { ParamSpec, ParamSpecs, Role } from './contracts/params.js';
export type {
  Batch,
  Episode,
  EpisodeSize,
  SampleRequest,
  Split,
  TaskDistribution,
  TaskKind,
  TaskSource,
} from './contracts/data.js';
export type { Context, Loss, Metric, Model } from './contracts/model.js';
export type { RuleStart, RuleStep, UpdateRule } from './contracts/rule.js';
export type { AnyInnerLearner, AnyLearner, InnerAdapted, InnerLearner, Learner, TargetsOf } from './contracts/learner.js';
export type { Estimate, MetaGradient, MetaState, MetaStep, Problem } from './contracts/meta.js';
export type { Component, ComponentKinds, Plugin, Resolve, Schema } from './contracts/plugin.js';

export { cloneTree, disposeTree, keepTree, tidy } from './trees/memory.js';
export { leavesOf, mapTree, zipTree } from './trees/tree.js';
export { leaf, mapParams, mapSpecs, pick, scope, specOf, under } from './params/named.js';
export { fixed, initialize, isLearned, running, settle, splitLearned } from './params/roles.js';
export { dot, dotPerTask } from './params/products.js';
export {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  normal,
  ones,
  truncatedNormal,
  uniform,
  zeros,
} from './params/initializers.js';
export type { Initializer } from './params/initializers.js';
export { align, isPerTask, perTaskScalar, spread } from './task-axis/leaf.js';
export { concatRows, gatherRows, mergeTasks, rowsOf, sliceTasks, splitTasks, tasksOf } from './task-axis/data.js';
export { differentiate } from './gradients/differentiate.js';
export type { Derivative } from './gradients/differentiate.js';
export { forward, observe } from './gradients/observe.js';
export { within } from './gradients/within.js';
export { adaptTask } from './inference/adapt-task.js';
export type { AdaptedTask, Prediction, TaskExamples, TrainedLearner } from './inference/adapt-task.js';
export type { Tensor } from '@tensorflow/tfjs-core';
export { useBackend } from './engine/use-backend.js';
export type { RunningEngine } from './engine/use-backend.js';
export type { Engine } from './engine/engine.js';
export {
  CheckpointError,
  ConfigError,
  DivergenceError,
  EngineError,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
} from './errors.js';
