/** The same step written by hand on stock TensorFlow.js wasm, the task axis by broadcasting: what one would write without innerloop. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { serve } from '../contender.js';
import { sineBatches, workload } from './workload.js';

type Tensors = readonly tf.Tensor[];
const { tasks, hidden, innerRate, outerRate } = workload;
const shapes = [
  [1, hidden],
  [1, hidden],
  [hidden, hidden],
  [1, hidden],
  [hidden, 1],
  [1, 1],
] as const;

const forward = ([w1, b1, w2, b2, w3, b3]: Tensors, x: tf.Tensor): tf.Tensor => {
  const first = tf.relu(tf.add(tf.matMul(x, w1 as tf.Tensor), b1 as tf.Tensor));
  const second = tf.relu(tf.add(tf.matMul(first, w2 as tf.Tensor), b2 as tf.Tensor));
  return tf.add(tf.matMul(second, w3 as tf.Tensor), b3 as tf.Tensor);
};
const loss = (params: Tensors, x: tf.Tensor, y: tf.Tensor): tf.Tensor =>
  tf.mean(tf.squaredDifference(forward(params, x), y), [1, 2]);

await tf.setBackend('wasm');
await tf.ready();
const along = tf.ones([tasks, 1, 1]);
const data = sineBatches().map(({ support, query }) =>
  [support.x, support.y, query.x, query.y].map((values) => tf.tensor3d(values, [tasks, values.length / tasks, 1])),
);

function metaLoss(theta: Tensors, [sx, sy, qx, qy]: Tensors): tf.Scalar {
  const fast = theta.map((parameter) => tf.mul(along, tf.expandDims(parameter, 0)));
  const gradients = tf.grads((...params: tf.Tensor[]) => tf.sum(loss(params, sx as tf.Tensor, sy as tf.Tensor)))(fast);
  const adapted = fast.map((parameter, i) => tf.sub(parameter, tf.mul(gradients[i] as tf.Tensor, innerRate)));
  return tf.mean(loss(adapted, qx as tf.Tensor, qy as tf.Tensor));
}

interface State {
  readonly theta: Tensors;
  readonly first: Tensors;
  readonly second: Tensors;
}
let state: State = {
  theta: shapes.map(([inputs, outputs]) =>
    inputs === 1 && outputs !== 1
      ? tf.zeros([inputs, outputs])
      : tf.randomNormal([inputs, outputs], 0, 0.2, 'float32', 3),
  ),
  first: shapes.map(([inputs, outputs]) => tf.zeros([inputs, outputs])),
  second: shapes.map(([inputs, outputs]) => tf.zeros([inputs, outputs])),
};
let count = 0;

function step(): number {
  const now = state;
  count += 1;
  const [bias1, bias2] = [1 - 0.9 ** count, 1 - 0.999 ** count];
  let read: tf.Scalar | undefined;
  tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...theta: tf.Tensor[]) =>
      metaLoss(theta, data[count % data.length] as Tensors),
    )([...now.theta]);
    const first = now.first.map((m, i) => tf.add(tf.mul(m, 0.9), tf.mul(grads[i] as tf.Tensor, 0.1)));
    const second = now.second.map((v, i) => tf.add(tf.mul(v, 0.999), tf.mul(tf.square(grads[i] as tf.Tensor), 0.001)));
    const theta = now.theta.map((parameter, i) =>
      tf.sub(
        parameter,
        tf.mul(
          tf.div(tf.div(first[i] as tf.Tensor, bias1), tf.add(tf.sqrt(tf.div(second[i] as tf.Tensor, bias2)), 1e-8)),
          outerRate,
        ),
      ),
    );
    state = { theta, first, second };
    read = value;
    return [...theta, ...first, ...second, value];
  });
  [...now.theta, ...now.first, ...now.second].forEach((tensor) => tensor.dispose());
  const value = (read as tf.Scalar).dataSync()[0] as number;
  (read as tf.Scalar).dispose();
  return value;
}
serve({ name: 'stock TensorFlow.js wasm, broadcasting', step });
