export type { ParamTree, Shape, Tree } from './contracts/tree.js';
export type { Distribution, Key, Seed } from './contracts/random.js';
export type { ParamSpec, ParamSpecs, Role } from './contracts/params.js';
export type {
  Batch,
  Episode,
  EpisodeNames,
  EpisodeSize,
  ImageForm,
  SampleRequest,
  Split,
  TaskDistribution,
  TaskKind,
  TaskSource,
} from './contracts/data.js';
export type { Context, Loss, Metric, Model } from './contracts/model.js';
export type { RuleStart, RuleStep, UpdateRule } from './contracts/rule.js';
export type {
  AnyInnerLearner,
  AnySequenceLearner,
  AnyLearner,
  InnerAdapted,
  InnerLearner,
  InnerState,
  Learner,
  Predictive,
  ProbabilisticLearner,
  ResumableLearner,
  SequenceLearner,
  TargetsOf,
} from './contracts/learner.js';
export type { Estimate, MetaGradient, MetaState, MetaStep, Problem, Resident } from './contracts/meta.js';
export type {
  Component,
  ComponentKinds,
  ExampleParts,
  Listeners,
  Plugin,
  Resolve,
  Schema,
} from './contracts/plugin.js';

export { cloneTree, disposeTree, keepTree, tidy } from './trees/memory.js';
export { leavesOf, mapNamed, mapTree, zipTree } from './trees/tree.js';
export { leaf, mapParams, mapSpecs, pick, scope, specOf, under } from './params/named.js';
export { fixed, initialize, initializePerTask, isLearned, running, settle, splitLearned } from './params/roles.js';
export { residentOf } from './steps/resident.js';
export { dot, dotPerTask } from './params/products.js';
export {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  normal,
  ones,
  orthogonal,
  truncatedNormal,
  uniform,
  zeros,
} from './params/initializers.js';
export type { Initializer } from './params/initializers.js';
export { align, isPerTask, perTaskScalar, spread } from './task-axis/leaf.js';
export { concatRows, gatherRows, mergeTasks, rowsOf, sliceTasks, splitTasks, tasksOf } from './task-axis/data.js';
export { seed } from './keys/seed.js';
export { chooseWithoutReplacement, integerBelow, shuffled } from './keys/sampling.js';
export { encodeTree } from './checkpoint/encode-tree.js';
export type { CheckpointMetadata } from './checkpoint/encode-tree.js';
export { decodeTree } from './checkpoint/decode-tree.js';
export type { DecodedTree } from './checkpoint/decode-tree.js';
export { dependsOn } from './gradients/depends-on.js';
export { differentiate } from './gradients/differentiate.js';
export type { Derivative } from './gradients/differentiate.js';
export { forward, observe } from './gradients/observe.js';
export { offTape } from './gradients/off-tape.js';
export { recomputed } from './gradients/recomputed.js';
export { differentiableKernels, gradientsReady, registerGradients } from './gradients/register.js';
export { stopGradient, stopTree } from './gradients/stop-gradient.js';
export { throughAdaptation } from './gradients/through-adaptation.js';
export { within } from './gradients/within.js';
export { columnShape, convolutionGeometry, imageShape } from './primitives/geometry.js';
export type { ConvolutionGeometry, ConvolutionOptions, Padding } from './primitives/geometry.js';
export { col2im, im2col } from './primitives/im2col.js';
export { geometryOf as windowGeometry } from './primitives/window-attributes.js';
export type { WindowAttributes } from './primitives/window-attributes.js';
export { broadcast } from './primitives/broadcast.js';
export { forgetAbsent } from './primitives/absent-inputs.js';
export { cumulativeAttributes, guardedCumulative } from './primitives/cumulative.js';
export { registerPrimitives } from './primitives/register.js';
export { boundedProgram } from './linear-algebra/bounded-program.js';
export type { BoundedProgram } from './linear-algebra/bounded-program.js';
export { choleskySolve } from './linear-algebra/cholesky-solve.js';
export { projectOnSimplex } from './linear-algebra/simplex-projection.js';
export { simplexProgram } from './linear-algebra/simplex-program.js';
export type { SimplexProgram } from './linear-algebra/simplex-program.js';
export { adaptTask } from './inference/adapt-task.js';
export type { AdaptedTask, AdaptOptions, TrainedLearner } from './inference/adapt-task.js';
export type { Label } from './inference/labels.js';
export type { Prediction } from './inference/prediction.js';
export type { TaskExamples } from './inference/task-examples.js';
export { expectAlive } from './checks/alive.js';
export { expectDistribution } from './checks/distribution.js';
export { expectEngine } from './checks/engine.js';
export { expectFiniteEpisode } from './checks/episode.js';
export { isProbabilistic } from './checks/probabilistic.js';
export { isSequenceLearner } from './checks/sequence.js';
export { spreadOf } from './inference/spread-of.js';
export type { Tensor } from '@tensorflow/tfjs-core';
export { activation, activationNames } from './layers/activation.js';
export type { ActivationName } from './layers/activation.js';
export { activationsOf } from './layers/activations.js';
export { appendContext } from './layers/context/append-context.js';
export type { AppendContextOptions } from './layers/context/append-context.js';
export { contextVector } from './layers/context/context-vector.js';
export { film } from './layers/context/film.js';
export type { FilmOptions } from './layers/context/film.js';
export { conv2d } from './layers/conv2d.js';
export type { Conv2dOptions } from './layers/conv2d.js';
export { attend } from './layers/attention/attend.js';
export type { Attended, AttendOptions, AttentionMask } from './layers/attention/attend.js';
export { multiHeadAttention } from './layers/attention/multi-head-attention.js';
export type { MultiHeadAttention, MultiHeadAttentionOptions } from './layers/attention/multi-head-attention.js';
export { bidirectionalLstm } from './layers/bidirectional-lstm.js';
export type { BidirectionalLstm } from './layers/bidirectional-lstm.js';
export { causalConv } from './layers/causal-conv.js';
export type { CausalConv, CausalConvOptions } from './layers/causal-conv.js';
export { cosineHead } from './layers/cosine-head.js';
export type { CosineHeadOptions } from './layers/cosine-head.js';
export { dense } from './layers/dense.js';
export type { DenseOptions } from './layers/dense.js';
export { dropout } from './layers/dropout.js';
export type { Pair } from './layers/expect.js';
export { flatten } from './layers/flatten.js';
export { lstmCell } from './layers/lstm-cell.js';
export type { LstmCell, LstmCellOptions, LstmState } from './layers/lstm-cell.js';
export { branchState, lstmSequence } from './layers/lstm-sequence.js';
export type { LstmSequence, LstmSequenceOptions } from './layers/lstm-sequence.js';
export { batchNorm } from './layers/normalization/batch-norm.js';
export type { InductiveStatistics } from './layers/normalization/alone.js';
export type { BatchNormOptions, NormOptions, NormStatistics } from './layers/normalization/batch-norm.js';
export { groupNorm } from './layers/normalization/group-norm.js';
export type { GroupNormOptions } from './layers/normalization/group-norm.js';
export type { NormChoice } from './layers/normalization/norm-of.js';
export { layerNorm } from './layers/normalization/layer-norm.js';
export type { LayerNormOptions } from './layers/normalization/layer-norm.js';
export { applyPart } from './layers/part.js';
export { averagePool, globalAveragePool, maxPool } from './layers/pooling.js';
export type { PoolOptions } from './layers/pooling.js';
export { sequential } from './layers/sequential.js';
export type { Sequential } from './layers/sequential.js';
export { conv4 } from './models/conv4.js';
export type { Conv4Options } from './models/conv4.js';
export { fromFunction } from './models/from-function.js';
export type { FromFunctionOptions, TaskContext, TaskFunction } from './models/from-function.js';
export { fromLayersModel } from './models/from-layers-model.js';
export type { FromLayersModelOptions } from './models/from-layers-model.js';
export type { LayersLayer, LayersModelLike, LayersSymbol, LayersWeight } from './models/layers-model/layers.js';
export { extentOf, joined, parted } from './coordinates/joined.js';
export type { Extent } from './coordinates/joined.js';
export { logAndSign } from './coordinates/log-and-sign.js';
export { embedding } from './models/embedding.js';
export type { Embedding } from './models/embedding.js';
export { identity } from './models/identity.js';
export type { IdentityOptions } from './models/identity.js';
export { mlp } from './models/mlp.js';
export type { MlpOptions } from './models/mlp.js';
export { particles } from './models/particles.js';
export { parameterCount } from './models/parameter-count.js';
export { cell } from './models/search/cell.js';
export type { CellOptions } from './models/search/cell.js';
export type { Build, Choices, Choose, Chosen, Operations } from './models/search/choices.js';
export { discrete, discretize } from './models/search/discretize.js';
export type { Discretized, DiscretizeOptions } from './models/search/discretize.js';
export {
  imageOperationNames,
  imageOperations,
  vectorOperationNames,
  vectorOperations,
} from './models/search/operations.js';
export type { ImageOperationName, VectorOperationName } from './models/search/operations.js';
export { relaxed } from './models/search/relaxed.js';
export type { RelaxedModel, RelaxedOptions } from './models/search/relaxed.js';
export { searchConv } from './models/search/search-conv.js';
export type { SearchConvOptions } from './models/search/search-conv.js';
export { searchMlp } from './models/search/search-mlp.js';
export type { SearchMlpOptions } from './models/search/search-mlp.js';
export type { Annealing } from './models/search/temperature.js';
export { cosineSimilarity } from './comparisons/cosine-similarity.js';
export { unit as unitVectors } from './comparisons/unit.js';
export { euclideanDistances, squaredDistances } from './comparisons/distances.js';
export { pairs } from './comparisons/pairs.js';
export { gaussianKl } from './distributions/gaussian-kl.js';
export { gaussianLogDensity } from './distributions/gaussian-log-density.js';
export { sampleGaussian } from './distributions/sample-gaussian.js';
export { accuracy } from './losses/accuracy.js';
export { binaryAccuracy, binaryCrossEntropy } from './losses/binary-cross-entropy.js';
export { crossEntropy } from './losses/cross-entropy.js';
export { eachParticle, particleLosses } from './losses/particle-losses.js';
export { categoricalLikelihood } from './losses/categorical-likelihood.js';
export { gaussianLikelihood } from './losses/gaussian-likelihood.js';
export { logLikelihood } from './losses/log-likelihood.js';
export { meanSquaredError, meanSquaredErrorMetric } from './losses/mean-squared-error.js';
export { peakMemory } from './engine/peak-memory.js';
export { useBackend } from './engine/use-backend.js';
export type { RunningEngine } from './engine/use-backend.js';
export type { Engine } from './engine/engine.js';
export {
  CheckpointError,
  CompileError,
  ConfigError,
  DivergenceError,
  EngineError,
  InnerloopError,
  InvalidDataError,
  InvalidOptionError,
  OutputError,
} from './errors.js';
export type { ConfigProblem } from './errors.js';
