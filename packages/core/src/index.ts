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
