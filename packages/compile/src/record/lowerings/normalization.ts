import { map } from '../../build/map.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand } from '../kernel-call.js';
import { scalar } from './dtypes.js';

/** `(x − mean) · (scale / √(variance + ε)) + offset`: the factor is made in the small shape of the variance. */
const fusedBatchNorm: Lowering = (call) => {
  const { graph, inputs } = call;
  const { varianceEpsilon } = call.attrs as { varianceEpsilon: number };
  const { scale = scalar(graph, 1), offset = scalar(graph, 0) } = inputs;
  const spread = map(graph, 'add', operand(call, 'variance'), scalar(graph, varianceEpsilon));
  const factor = map(graph, 'div', scale, map(graph, 'sqrt', spread));
  const centred = map(graph, 'sub', operand(call, 'x'), operand(call, 'mean'));
  return map(graph, 'add', map(graph, 'mul', centred, factor), offset);
};

export const normalization: Lowerings = { FusedBatchNorm: fusedBatchNorm };
