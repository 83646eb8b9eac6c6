import { extentOf, isPerTask, joined, leaf, parted, pick, specOf } from '@innerloop/core';
import type { Context, Extent, ParamSpecs, ParamTree, Tensor, Tree, UpdateRule } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** One step of P coordinates of T tasks, which a rule moves alike. */
export interface CoordinateStep<State extends Tree> {
  /** What the rule learns: the same for all coordinates. */
  readonly rule: ParamTree;
  /** `[T, P, 1]`. */
  readonly values: Tensor;
  /** `[T, P, 1]`. */
  readonly grads: Tensor;
  /** `[T, 1, 1]`, or `[1, 1, 1]` if it is one for all. */
  readonly loss: Tensor;
  readonly state: State;
  readonly context: Context;
}

/** What a rule does to each coordinate by itself. */
export interface CoordinateWise<State extends Tree> {
  readonly name: string;
  readonly specs: ParamSpecs;
  readonly start: (extent: Extent) => State;
  readonly move: (step: CoordinateStep<State>) => { readonly values: Tensor; readonly state: State };
}

/** The state of coordinates per task, and of shared ones: in an inner loop there are only the former, outside only the latter. */
export type CoordinateState<State extends Tree> = Readonly<Record<string, State>>;

/** Leaves per task and shared leaves apart, without kinds that have none. */
function kindsOf(params: ParamTree, specs: ParamSpecs): readonly (readonly [kind: string, leaves: ParamTree])[] {
  const perTask = (name: string): boolean => isPerTask(leaf(params, name), specOf(specs, name));
  const kinds = { perTask: pick(params, perTask), shared: pick(params, (name) => !perTask(name)) };
  return Object.entries(kinds).filter(([, leaves]) => Object.keys(leaves).length > 0);
}

/** The loss that the gradients of a kind are of: shared leaves have the sum's over tasks. */
const lossOf = (kind: string, loss: Tensor): Tensor => tf.reshape(kind === 'shared' ? tf.sum(loss) : loss, [-1, 1, 1]);

/**
 * A rule that moves every coordinate by the same function of its own value, gradient and state.
 *
 * All leaves of a kind are moved in one product: their entries are joined to `[T, P, 1]` and parted again, task first, so that a batch of
 * tasks stays their loop. Gradients flow through both.
 */
export function coordinateWise<State extends Tree>(of: CoordinateWise<State>): UpdateRule<CoordinateState<State>> {
  return {
    name: of.name,
    specs: () => of.specs,
    start: ({ params, specs }) =>
      Object.fromEntries(kindsOf(params, specs).map(([kind, leaves]) => [kind, of.start(extentOf(leaves, specs))])),
    update: ({ params, grads, specs, loss, state, rule, context }) => {
      const moved = kindsOf(params, specs).map(([kind, leaves]) => {
        const names = Object.keys(leaves);
        const next = of.move({
          rule,
          context,
          values: joined(leaves, specs, names),
          grads: joined(grads, specs, names),
          loss: lossOf(kind, loss),
          state: state[kind] as State,
        });
        return { kind, params: parted(next.values, leaves, specs), state: next.state };
      });
      return {
        params: Object.assign({}, ...moved.map((part) => part.params)) as ParamTree,
        state: Object.fromEntries(moved.map((part) => [part.kind, part.state])),
      };
    },
  };
}
