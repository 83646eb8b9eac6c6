import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';

/** A stream of choices: a program is what an interpreter makes of it, the same whatever engine runs it, since it sees shapes only. */
export type Choices = readonly number[];

interface Chooser {
  /** One of `count` things. */
  below(count: number): number;
  of<T>(things: readonly T[]): T;
  /** One of the last few, so that chains grow long. */
  latest<T>(things: readonly T[]): T;
}

function chooser(choices: Choices): Chooser & { readonly left: () => number } {
  let at = 0;
  const below = (count: number): number => (choices[at++] ?? 0) % Math.max(1, count);
  return { below, of: (things) => things[below(things.length)] as never,
    latest: (things) => things[things.length - 1 - below(Math.min(things.length, 4))] as never, left: () => choices.length - at };
}

/** Makes a new tensor from those that there are, or gives none where their shapes do not allow it. */
type Operation = (pool: readonly Tensor[], choose: Chooser) => Tensor | undefined;

const shuffledAxes = (rank: number, choose: Chooser): number[] => {
  const rest = Array.from({ length: rank }, (_, axis) => axis);
  return Array.from({ length: rank }, () => rest.splice(choose.below(rest.length), 1)[0] as number);
};

const broadcastable = (a: Tensor, b: Tensor): boolean =>
  a.shape.every((_, back) => {
    const [x, y] = [a.shape.at(-1 - back) ?? 1, b.shape.at(-1 - back) ?? 1];
    return x === y || x === 1 || y === 1;
  });

const pair = (pool: readonly Tensor[], choose: Chooser): readonly [Tensor, Tensor] | undefined => {
  const a = choose.latest(pool);
  const fitting = pool.filter((b) => broadcastable(a, b));
  return fitting.length === 0 ? undefined : [a, choose.latest(fitting)];
};

const one =
  (f: (x: Tensor, choose: Chooser) => Tensor): Operation =>
  (pool, choose) =>
    f(choose.latest(pool), choose);
const two =
  (f: (a: Tensor, b: Tensor) => Tensor): Operation =>
  (pool, choose) => {
    const found = pair(pool, choose);
    return found === undefined ? undefined : f(...found);
  };
/** A function of a tensor with at least one axis, and one of its axes. */
const alongAxis =
  (f: (x: Tensor, axis: number, choose: Chooser) => Tensor): Operation =>
  (pool, choose) => {
    const x = choose.latest(pool.filter(({ rank }) => rank > 0));
    return x === undefined ? undefined : f(x, choose.below(x.rank), choose);
  };

/** Views and rearrangements: exact whatever the numbers. */
const arranging: readonly Operation[] = [
  one((x) => tf.reshape(x, [-1])),
  one((x, choose) => tf.reshape(x, choose.below(2) === 0 ? [...x.shape, 1] : [1, ...x.shape])),
  one((x) =>
    tf.reshape(
      x,
      x.shape.flatMap((size) => (size % 2 === 0 ? [size / 2, 2] : [size])),
    ),
  ),
  one((x, choose) => tf.transpose(x, shuffledAxes(x.rank, choose))),
  alongAxis((x, axis) => tf.reverse(x, [axis])),
  alongAxis((x, axis, choose) => {
    const size = x.shape[axis] as number;
    const begin = choose.below(size);
    const of = (at: number, other: number): number[] => x.shape.map((_, i) => (i === axis ? at : other));
    return tf.slice(
      x,
      of(begin, 0),
      x.shape.map((length, i) => (i === axis ? 1 + choose.below(size - begin) : length)),
    );
  }),
  alongAxis((x, axis, choose) => tf.concat([x, tf.neg(x), x].slice(choose.below(2)), axis)),
  alongAxis((x, axis, choose) =>
    tf.pad(
      x,
      x.shape.map((_, i): [number, number] => (i === axis ? [choose.below(3), 1] : [0, 0])),
      2,
    ),
  ),
  alongAxis((x, axis, choose) => {
    const size = x.shape[axis] as number;
    const indices = Array.from({ length: 1 + choose.below(4) }, () => choose.below(size));
    return tf.gather(x, tf.tensor1d(indices, 'int32'), axis);
  }),
  alongAxis((x, axis) =>
    tf.tile(
      x,
      x.shape.map((_, i) => (i === axis ? 2 : 1)),
    ),
  ),
  alongAxis((x, axis, choose) => choose.of(tf.unstack(x, axis))),
  one((x) => tf.broadcastTo(x, [2, ...x.shape])),
];

/** Functions that are exact on small whole numbers. */
const exactly: readonly Operation[] = [
  two(tf.add),
  two(tf.sub),
  two(tf.maximum),
  two(tf.minimum),
  two((a, b) => tf.mul(tf.clipByValue(a, -2, 2), tf.clipByValue(b, -2, 2))),
  two((a, b) => tf.cast(tf.greater(a, b), 'float32')),
  two((a, b) => tf.cast(tf.equal(a, b), 'float32')),
  two((a, b) =>
    tf.where(tf.lessEqual(tf.add(a, tf.zerosLike(b)), b), tf.add(a, tf.zerosLike(b)), tf.add(b, tf.zerosLike(a))),
  ),
  two((a, b) => tf.cast(tf.logicalAnd(tf.cast(a, 'bool'), tf.cast(b, 'bool')), 'float32')),
  one(tf.neg),
  one(tf.abs),
  one(tf.relu),
  one(tf.sign),
  one((x) => tf.step(x)),
  one((x) => tf.cast(tf.cast(x, 'int32'), 'float32')),
  one((x) => tf.clipByValue(x, -3, 3)),
  alongAxis((x, axis) => tf.clipByValue(tf.sum(x, axis), -9, 9)),
  alongAxis((x, axis) => tf.max(x, axis, true)),
  alongAxis((x, axis) => tf.min(x, axis)),
  alongAxis((x, axis) => tf.cast(tf.argMax(x, axis), 'float32')),
  alongAxis((x, axis) => tf.clipByValue(tf.cumsum(x, axis), -9, 9)),
  alongAxis((x, axis) => tf.cast(tf.any(tf.cast(x, 'bool'), axis), 'float32')),
  one((x) => tf.oneHot(tf.cast(tf.clipByValue(tf.abs(x), 0, 3), 'int32'), 4, 1, 0, 'float32')),
];

const bounded = (x: Tensor): Tensor => tf.tanh(x);

/** Functions without corners, of arguments that keep them tame. */
const smooth: readonly Operation[] = [
  two(tf.add),
  two(tf.sub),
  two((a, b) => tf.mul(bounded(a), b)),
  two((a, b) => tf.div(a, tf.add(tf.square(b), 1))),
  two(tf.squaredDifference),
  one(tf.tanh),
  one(tf.sigmoid),
  one(tf.softplus),
  one((x) => tf.exp(bounded(x))),
  one((x) => tf.log(tf.add(tf.square(x), 1))),
  one((x) => tf.sqrt(tf.add(tf.square(x), 0.1))),
  one((x) => tf.rsqrt(tf.add(tf.square(x), 0.5))),
  one((x) => tf.sin(x)),
  one((x) => tf.mul(x, 0.3)),
  alongAxis((x, axis) => tf.mean(x, axis, true)),
  alongAxis((x, axis) => tf.sum(bounded(x), axis)),
  alongAxis((x) => tf.softmax(x)),
  alongAxis((x, axis) => tf.logSumExp(x, axis)),
  (pool, choose) => {
    const x = choose.latest(pool.filter(({ rank }) => rank >= 2));
    if (x === undefined) return undefined;
    return choose.below(2) === 0 ? tf.matMul(x, bounded(x), false, true) : tf.matMul(bounded(x), x, true, false);
  },
];

const largest = 400;

/** The last tensors that a program of these operations makes of its inputs. */
function run(operations: readonly Operation[], choices: Choices, inputs: readonly Tensor[]): Tensor[] {
  const choose = chooser(choices);
  const pool = [...inputs];
  while (choose.left() > 0) {
    const made = choose.of(operations)(pool, choose);
    if (made !== undefined && made.size <= largest && made.rank <= 5) pool.push(made);
  }
  return pool.slice(-3);
}

export const runExact = (choices: Choices, inputs: readonly Tensor[]): Tensor[] =>
  run([...exactly, ...arranging], choices, inputs);
export const runSmooth = (choices: Choices, inputs: readonly Tensor[]): Tensor[] =>
  run([...smooth, ...arranging], choices, inputs);

/** The gradient of a program's outputs, summed, by its first input. */
export const gradientOf = (choices: Choices, inputs: readonly Tensor[]): Tensor[] => {
  const [first, ...others] = inputs as [Tensor, ...Tensor[]];
  const total = (x: Tensor): Tensor =>
    tf.addN([tf.sum(x), ...runSmooth(choices, [x, ...others]).map((output) => tf.sum(output))]);
  return [tf.grad(total)(first)];
};

export const programs: fc.Arbitrary<Choices> = fc.array(fc.nat({ max: 5040 }), { minLength: 15, maxLength: 60 });

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 });
const values = (element: fc.Arbitrary<number>): fc.Arbitrary<{ shape: number[]; values: number[] }> =>
  shape.chain((sizes) => {
    const size = sizes.reduce((product, length) => product * length, 1);
    return fc.array(element, { minLength: size, maxLength: size }).map((list) => ({ shape: sizes, values: list }));
  });

export const wholeInputs = fc.array(values(fc.integer({ min: -4, max: 4 })), { minLength: 1, maxLength: 3 });
export const realInputs = fc.array(values(fc.double({ min: -1.5, max: 1.5, noNaN: true })), {
  minLength: 1,
  maxLength: 3,
});
