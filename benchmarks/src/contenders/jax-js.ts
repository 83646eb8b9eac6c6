/** jax-js on its WebAssembly backend: MAML on an mlp, all tasks by vmap, the whole step in one jit. Arguments are owned: `.ref` keeps one. */
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad, grad, vmap } from '@jax-js/jax';
import { serve } from '../protocol/serve.js';
import type { WorkloadNumbers } from '../workloads/numbers.js';
import { exampleSizes } from '../workloads/numbers.js';
import type { Workload } from '../workloads/workload.js';

type Arrays = np.Array[];
/** x and y of the support, x and y of the query. */
type Quartet = [np.Array, np.Array, np.Array, np.Array];

const kept = (arrays: Arrays): Arrays => arrays.map((array) => array.ref);

function forward(leaves: Arrays, x: np.Array): np.Array {
  let value = x;
  for (let at = 0; at < leaves.length; at += 2) {
    value = np.matmul(value, leaves[at] as np.Array).add(leaves[at + 1] as np.Array);
    if (at + 2 < leaves.length) value = nn.relu(value);
  }
  return value;
}

function loss(leaves: Arrays, x: np.Array, y: np.Array): np.Array {
  return np.mean(np.square(forward(leaves, x).sub(y)));
}

/** The query loss of one task after its inner steps. */
function taskLoss({ steps, innerRate, order }: Workload) {
  return (leaves: Arrays, sx: np.Array, sy: np.Array, qx: np.Array, qy: np.Array): np.Array => {
    let fast = leaves;
    for (let step = 0; step < steps; step++) {
      const found = grad(loss)(kept(fast), sx.ref, sy.ref);
      const gradients = order === 'second' ? found : found.map((gradient) => lax.stopGradient(gradient));
      fast = fast.map((leaf, i) => leaf.sub((gradients[i] as np.Array).mul(innerRate)));
    }
    sx.dispose();
    sy.dispose();
    return loss(fast, qx, qy);
  };
}

function adam(state: Arrays[], grads: Arrays, rate: number, bias1: np.Array, bias2: np.Array): Arrays[] {
  const [theta = [], first = [], second = []] = state;
  const m = first.map((leaf, i) => leaf.mul(0.9).add((grads[i] as np.Array).ref.mul(0.1)));
  const v = second.map((leaf, i) => leaf.mul(0.999).add(np.square(grads[i] as np.Array).mul(0.001)));
  const moved = theta.map((leaf, i) => {
    const root = np.sqrt((v[i] as np.Array).ref.div(bias2.ref)).add(1e-8);
    return leaf.sub((m[i] as np.Array).ref.div(bias1.ref).div(root).mul(rate));
  });
  bias1.dispose();
  bias2.dispose();
  return [moved, m, v];
}

/** A row, so that bias and kernel alike have two axes. */
const array = (values: Float32Array, shape: readonly number[]): np.Array => np.array(values).reshape([...shape]);

function batches(workload: Workload, { batches: made }: WorkloadNumbers): Arrays[] {
  const { tasks, shots, queries } = workload;
  const sizes = exampleSizes(workload);
  const shape = (examples: number, features: number): number[] => [tasks, examples, features];
  return made.map(({ support, query }) => [
    array(support.x, shape(shots, sizes.x[0] as number)),
    array(support.y, shape(shots, sizes.y)),
    array(query.x, shape(queries, sizes.x[0] as number)),
    array(query.y, shape(queries, sizes.y)),
  ]);
}

serve(async (workload, numbers) => {
  await init('wasm');
  defaultDevice('wasm');
  const each = vmap(taskLoss(workload), [null, 0, 0, 0, 0]);
  const metaLoss = (theta: Arrays, ...batch: Quartet): np.Array => np.mean(each(theta, ...batch));
  const step = jit((state: Arrays[], batch: Arrays, bias1: np.Array, bias2: np.Array) => {
    const [value, gradients] = valueAndGrad(metaLoss)(kept(state[0] as Arrays), ...(batch as Quartet)) as [
      np.Array,
      Arrays,
    ];
    const squares = gradients.map((gradient) => np.sum(np.square(gradient.ref)));
    const norm = np.sqrt(squares.reduce((left, right) => left.add(right)));
    return [adam(state, gradients, workload.outerRate, bias1, bias2), value, norm] as [Arrays[], np.Array, np.Array];
  });

  const made = batches(workload, numbers);
  const theta = workload.parameters.map(({ shape }, i) => array(numbers.weights[i] as Float32Array, shape));
  const zeros = (): Arrays => theta.map(({ shape }) => np.zeros(shape));
  let state: Arrays[] = [theta, zeros(), zeros()];
  let count = 0;
  const next = (): { loss: number; gradientNorm: number } => {
    const batch = made[count % made.length] as Arrays;
    count += 1;
    const bias = (decay: number): np.Array => np.array([1 - decay ** count]);
    const [moved, value, norm] = step(state, kept(batch), bias(0.9), bias(0.999));
    state = moved;
    const read = (scalar: np.Array): number => (scalar.dataSync() as Float32Array)[0] as number;
    return { loss: read(value), gradientNorm: read(norm) };
  };
  return { threads: 1, versions: { node: process.versions.node, 'jax-js': '0.1.25' }, first: next, step: next };
});
