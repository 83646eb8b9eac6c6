import { forward, isProbabilistic, isSequenceLearner, observe } from '@innerloop/core';
import type {
  AnyInnerLearner,
  AnyLearner,
  AnySequenceLearner,
  Batch,
  Context,
  InnerAdapted,
  ParamTree,
  ProbabilisticLearner,
  Tensor,
  Tree,
} from '@innerloop/core';
import { compileFunction } from './compile-function.js';
import type { Static } from './compile-function.js';
import { fallbackTeller } from './options.js';
import type { CompileOptions } from './options.js';

type Fixed = Omit<Context, 'key' | 'report'>;
/** A function of tensors, of a context and of what is fixed besides. */
type Contextual<A extends Tree, R extends Tree, S extends Static> = (args: A, context: Context, fixed: S) => R;

/** Compiles a function of a context: its key is drawn from, its reports are outputs, all else of it belongs to the signature. */
function contextual<A extends Tree, R extends Tree, S extends Static = undefined>(
  f: Contextual<A, R, S>,
  options: CompileOptions,
): (args: A, context: Context, ...fixed: S extends undefined ? [] : [S]) => R {
  type All = { readonly context: Fixed; readonly listens: boolean; readonly fixed: S };
  const run = compileFunction((args: A, key, { context, listens, fixed }: All) => {
    const at = { ...context, key };
    const call = (inner: Context): R => f(args, inner, fixed);
    return listens ? observe(call, at) : { value: call(at), reported: {} };
  }, options);
  return (args, { key, report, ...context }, ...[fixed]) => {
    const all = { context, listens: report !== undefined, fixed } as All;
    const { value, reported } = run(args, { key, fixed: all });
    if (report !== undefined) forward(reported, { key, ...context, report });
    return value;
  };
}

type Given = { readonly params: ParamTree; readonly support: Batch<Tree> };

function compiledInner(learner: AnyInnerLearner, options: CompileOptions): Partial<AnyInnerLearner> {
  const initial = contextual(({ params, support }: Given, at) => learner.initial(params, support, at), options);
  const inner = contextual(
    ({ params, support, adapted }: Given & { readonly adapted: ParamTree }, at) =>
      learner.innerObjective(params, adapted, support, at),
    options,
  );
  const trajectory = contextual<Given, readonly InnerAdapted[], readonly number[]>(
    ({ params, support }, at, steps) => learner.trajectory(params, support, steps, at),
    options,
  );
  return {
    initial: (params, support, at) => initial({ params, support }, at),
    innerObjective: (params, adapted, support, at) => inner({ params, support, adapted }, at),
    trajectory: (params, support, steps, at) => trajectory({ params, support }, at, steps),
  };
}

function compiledSequence(learner: AnySequenceLearner, options: CompileOptions): Partial<AnySequenceLearner> {
  const presentations = contextual(
    ({ params, support }: Given, at) => learner.presentations(params, support, at),
    options,
  );
  return { presentations: (params, support, at) => presentations({ params, support }, at) };
}

function compiledProbabilistic(
  learner: ProbabilisticLearner<Tree, Tree>,
  options: CompileOptions,
): Partial<ProbabilisticLearner<Tree, Tree>> {
  type Asked = { readonly params: ParamTree; readonly adapted: Tree; readonly x: Tensor };
  const predictive = contextual(
    ({ params, adapted, x }: Asked, at) => learner.predictive(params, adapted, x, at),
    options,
  );
  return { predictive: (params, adapted, x, at) => predictive({ params, adapted, x }, at) };
}

const isInner = (learner: AnyLearner): learner is AnyInnerLearner =>
  'trajectory' in learner && 'initial' in learner && 'innerObjective' in learner;

/**
 * The same learner with every function compiled, one program for each signature: shapes, and the context's mode, order, pass and step. Keys
 * stay arguments, and what is reported is handed on. So `evaluate`, `adaptTask` and whoever else uses a learner run compiled code.
 *
 * Results equal the learner's to rounding. While gradients are recorded it runs eagerly, so it can be trained as well; a compiled training
 * step is made by `compile` from a step of the learner itself.
 *
 * @throws CompileError, when called, if the learner is not pure
 */
export function compileLearner<L extends AnyLearner>(learner: L, options: CompileOptions = {}): L {
  const shared = { ...options, onFallback: fallbackTeller(options) };
  type Adapted = { readonly params: ParamTree; readonly adapted: Tree };
  const adapt = contextual(({ params, support }: Given, at) => learner.adapt(params, support, at), shared);
  const predict = contextual(
    ({ params, adapted, x }: Adapted & { readonly x: Tensor }, at) => learner.predict(params, adapted, x, at),
    shared,
  );
  const objective = contextual(
    ({ params, adapted, query }: Adapted & { readonly query: Batch<Tree> }, at) =>
      learner.objective(params, adapted, query, at),
    shared,
  );
  const own: Partial<AnyLearner> = {
    adapt: (params, support, at) => adapt({ params, support }, at),
    predict: (params, adapted, x, at) => predict({ params, adapted, x }, at),
    objective: (params, adapted, query, at) => objective({ params, adapted, query }, at),
  };
  return {
    ...learner,
    ...own,
    ...(isInner(learner) ? compiledInner(learner, shared) : {}),
    ...(isProbabilistic(learner) ? compiledProbabilistic(learner, shared) : {}),
    ...(isSequenceLearner(learner) ? compiledSequence(learner, shared) : {}),
  };
}
