import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A network over time: shapes of its parameters, and its loss on `x` `[batch, steps, inputs]` and classes `[batch, steps]`. */
export interface Sequence {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly loss: (params: ParamTree, x: Tensor, classes: Tensor) => Tensor;
}

export interface SequenceSize {
  readonly batch: number;
  readonly steps: number;
  readonly inputs: number;
  readonly classes: number;
  readonly units: number;
  /** Places of the memory, and elements of each. */
  readonly slots: number;
  readonly width: number;
  readonly heads: number;
}

const slice = (x: Tensor, step: number): Tensor => tf.squeeze(tf.slice(x, [0, step], [-1, 1]), [1]);

const leaf = (params: ParamTree, name: string): Tensor => params[name] as Tensor;

const dense = (params: ParamTree, name: string, x: Tensor): Tensor =>
  tf.add(tf.matMul(x as tf.Tensor2D, leaf(params, `${name}/kernel`) as tf.Tensor2D), leaf(params, `${name}/bias`));

const denseShapes = (name: string, inputs: number, outputs: number): Sequence['shapes'] => ({
  [`${name}/kernel`]: [inputs, outputs],
  [`${name}/bias`]: [outputs],
});

/** The mean over the batch of `-log softmax(logits)[class]`. */
function crossEntropy(logits: Tensor, classes: Tensor): Tensor {
  const hot = tf.cast(tf.oneHot(classes, logits.shape[1] as number, 1, 0, 'int32'), 'float32');
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logSum = tf.log(tf.sum(tf.exp(shifted), 1, true));
  return tf.neg(tf.mean(tf.sum(tf.mul(hot, tf.sub(shifted, logSum)), 1)));
}

interface CellState {
  readonly hidden: Tensor;
  readonly cell: Tensor;
}

function lstm(params: ParamTree, x: Tensor, { hidden, cell }: CellState): CellState {
  const sums = dense(params, 'lstm', tf.concat([x, hidden], 1));
  const [input, forget, candidate, output] = tf.split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const next = tf.add(tf.mul(tf.sigmoid(forget), cell), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
  return { hidden: tf.mul(tf.sigmoid(output), tf.tanh(next)), cell: next };
}

/** The mean loss of the steps; each sees the class of the step before. */
function meanLoss(
  { batch, steps, classes: count }: SequenceSize,
  x: Tensor,
  classes: Tensor,
  step: (x: Tensor) => Tensor,
): Tensor {
  let before = tf.zeros([batch, count]);
  const losses = Array.from({ length: steps }, (_, at) => {
    const now = slice(classes, at);
    const logits = step(tf.concat([slice(x, at), before], 1));
    before = tf.cast(tf.oneHot(now, count, 1, 0, 'int32'), 'float32');
    return crossEntropy(logits, now);
  });
  return tf.div(tf.addN(losses), steps);
}

/** An LSTM that classifies at every step. */
export function lstmSequence(size: SequenceSize): Sequence {
  const { batch, inputs, classes: count, units } = size;
  return {
    shapes: {
      ...denseShapes('lstm', inputs + count + units, 4 * units),
      ...denseShapes('out', units, count),
    },
    loss(params, x, classes) {
      let state: CellState = { hidden: tf.zeros([batch, units]), cell: tf.zeros([batch, units]) };
      return meanLoss(size, x, classes, (now) => {
        state = lstm(params, now, state);
        return dense(params, 'out', state.hidden);
      });
    },
  };
}

/** `cos(key, slot)` of each head's key `[batch, heads, width]` with each slot of the memory `[batch, slots, width]`. */
function cosine(keys: Tensor, memory: Tensor): Tensor {
  const norm = (x: Tensor): Tensor => tf.sqrt(tf.add(tf.sum(tf.square(x), 2, true), 1e-8));
  return tf.matMul(tf.div<tf.Tensor3D>(keys, norm(keys)), tf.div<tf.Tensor3D>(memory, norm(memory)), false, true);
}

/** Ones at the `heads` slots used least, `[batch, slots]` each: the first, the second, … */
function leastUsed(usage: Tensor, slots: number, heads: number): Tensor[] {
  let rest = usage;
  return Array.from({ length: heads }, () => {
    const one = tf.cast(tf.oneHot(tf.argMin(rest, 1), slots, 1, 0, 'int32'), 'float32');
    rest = tf.add(rest, tf.mul(one, 1e6));
    return one;
  });
}

interface MemoryState extends CellState {
  readonly memory: Tensor;
  readonly usage: Tensor;
  /** `[batch, heads, slots]`. */
  readonly read: Tensor;
  /** `[batch, heads · width]`. */
  readonly found: Tensor;
}

const usageDecay = 0.95;

/** An LSTM with a memory that is written where it was read last or used least (Santoro et al. 2016). */
export function mannSequence(size: SequenceSize): Sequence {
  const { batch, inputs, classes: count, units, slots, width, heads } = size;
  const found = heads * width;
  return {
    shapes: {
      ...denseShapes('lstm', inputs + count + found + units, 4 * units),
      ...denseShapes('keys', units, found),
      ...denseShapes('gates', units, heads),
      ...denseShapes('out', units + found, count),
    },
    loss(params, x, classes) {
      let state: MemoryState = {
        hidden: tf.zeros([batch, units]),
        cell: tf.zeros([batch, units]),
        memory: tf.fill([batch, slots, width], 1e-6),
        usage: tf.zeros([batch, slots]),
        read: tf.zeros([batch, heads, slots]),
        found: tf.zeros([batch, found]),
      };
      return meanLoss(size, x, classes, (now) => {
        const { hidden, cell } = lstm(params, tf.concat([now, state.found], 1), state);
        const keys = tf.reshape(tf.tanh(dense(params, 'keys', hidden)), [batch, heads, width]);
        const gate = tf.reshape(tf.sigmoid(dense(params, 'gates', hidden)), [batch, heads, 1]);
        const least = leastUsed(state.usage, slots, heads);
        const written = tf.add(tf.mul(gate, state.read), tf.mul(tf.sub(1, gate), tf.stack(least, 1)));
        const erased = tf.mul(state.memory, tf.expandDims(tf.sub(1, least[0] as Tensor), 2));
        const memory = tf.add(erased, tf.matMul(written as tf.Tensor3D, keys as tf.Tensor3D, true));
        const read = tf.softmax(cosine(keys, memory));
        const usage = tf.add(tf.mul(state.usage, usageDecay), tf.add(tf.sum(read, 1), tf.sum(written, 1)));
        const values = tf.reshape(tf.matMul(read as tf.Tensor3D, memory as tf.Tensor3D), [batch, found]);
        state = { hidden, cell, memory, usage, read, found: values };
        return dense(params, 'out', tf.concat([hidden, values], 1));
      });
    },
  };
}
