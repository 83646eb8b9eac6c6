import type { SetEncoder } from '@innerloop/blackbox';
import type { Batch, Context, InnerLearner, ParamTree } from '@innerloop/core';
import type { InnerPoint } from '@innerloop/outer';

/**
 * An inner learner whose context vectors hold the code that a conditional neural process' encoder makes of the support: it is told the task,
 * then adapts to it. The code stays what it is in the inner loop; gradients flow through it to the encoder.
 */
export function conditioned<A extends InnerPoint>(base: InnerLearner<A>, encoder: SetEncoder): InnerLearner<A> {
  const names = Object.keys(base.specs).filter((name) => name.endsWith('/context'));
  const read = (params: ParamTree, { x, y }: Batch, at: Context): ParamTree => {
    const code = encoder.code(params, x, y, at);
    return Object.fromEntries(names.map((name) => [name, code]));
  };
  const keep = (point: A, told: ParamTree): A => ({ ...point, buffers: { ...point.buffers, ...told } });
  const trajectory: InnerLearner<A>['trajectory'] = (params, support, steps, at) => {
    const told = read(params, support, at);
    return base.trajectory({ ...params, ...told }, support, steps, at).map((point) => keep(point, told));
  };
  const after =
    (adapt: InnerLearner<A>['adapt']): InnerLearner<A>['adapt'] =>
    (params, support, at) => {
      const told = read(params, support, at);
      return keep(adapt({ ...params, ...told }, support, at), told);
    };
  const { kind, normalization, predict, objective } = base;
  return {
    ...(kind && { kind }),
    ...(normalization === undefined ? {} : { normalization }),
    predict,
    objective,
    name: `conditioned-${base.name}`,
    specs: { ...base.specs, ...encoder.specs },
    initial: after(base.initial),
    adapt: after(base.adapt),
    trajectory,
    innerObjective: (params, adapted, support, at) =>
      base.innerObjective({ ...params, ...read(params, support, at) }, adapted, support, at),
  };
}
