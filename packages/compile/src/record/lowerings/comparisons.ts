import { cast, map } from '../../build/map.js';
import type { BinaryFunction, UnaryFunction } from '../../graph/functions.js';
import type { Node } from '../../graph/node.js';
import type { Lowering, Lowerings } from '../kernel-call.js';
import { operand, tableOf } from '../kernel-call.js';
import { alike, numeric } from './dtypes.js';

const ask =
  (fn: UnaryFunction): Lowering =>
  (call) =>
    map(call.graph, fn, cast(call.graph, operand(call, 'x'), 'float32'));

const compare =
  (fn: BinaryFunction): Lowering =>
  (call) => {
    const [a, b] = alike(
      call.graph,
      [operand(call, 'a'), operand(call, 'b')].map((x) => numeric(call.graph, x)),
    );
    return map(call.graph, fn, a as Node, b as Node);
  };

const logical =
  (fn: BinaryFunction): Lowering =>
  (call) =>
    map(call.graph, fn, cast(call.graph, operand(call, 'a'), 'bool'), cast(call.graph, operand(call, 'b'), 'bool'));

/** Questions about numbers, and what is made of their answers. */
export const comparisons: Lowerings = {
  ...tableOf({ IsNan: 'isNaN', IsInf: 'isInf', IsFinite: 'isFinite' }, ask),
  ...tableOf({ Equal: 'equal', NotEqual: 'notEqual', Less: 'less', LessEqual: 'lessEqual' }, compare),
  ...tableOf({ Greater: 'greater', GreaterEqual: 'greaterEqual' }, compare),
  ...tableOf({ LogicalAnd: 'and', LogicalOr: 'or', LogicalXor: 'xor' }, logical),
  LogicalNot: (call) => map(call.graph, 'not', cast(call.graph, operand(call, 'x'), 'bool')),
};
