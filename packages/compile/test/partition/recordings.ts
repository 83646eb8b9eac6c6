import {
  conv4,
  crossEntropy,
  dense,
  dropout,
  leavesOf,
  mapTree,
  meanSquaredError,
  mlp,
  seed,
  sequential,
} from '@innerloop/core';
import type { Batch, Episode, Key, Learner, MetaStep, Tensor, Tree } from '@innerloop/core';
import { adam, metaSgd, momentum, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { maml, miniBatches, reptile } from '@innerloop/outer';
import { exact, firstOrder, metaStep } from '@innerloop/training';
import * as tf from '@tensorflow/tfjs-core';
import type { DType } from '../../src/graph/node.js';
import { drawValues } from '../../src/record/key.js';
import { record } from '../../src/record/record.js';
import type { Recording } from '../../src/record/recording.js';

/** What was recorded of a step or an evaluation, with values for its inputs. */
export interface Recorded {
  readonly recording: Recording;
  readonly values: readonly ArrayLike<number>[];
  /** Which inputs have the tasks in front. */
  readonly split: readonly boolean[];
  /** How many of the first outputs are state. */
  readonly states: number;
}

export const tasks = 4;

/** Frees the tensors of what gives none. */
function inScope<T>(f: () => T): T {
  tf.engine().startScope();
  try {
    return f();
  } finally {
    tf.engine().endScope();
  }
}

/** Records a function of what is the same for all tasks and of what has them in front. */
function recordedOf(
  shared: Tree,
  perTask: Tree,
  f: (shared: Tree, perTask: Tree, key: Key) => readonly Tree[],
): Recorded {
  const leaves = [...leavesOf(shared), ...leavesOf(perTask)];
  let states = 0;
  const signatures = leaves.map(({ shape, dtype }, at) => ({ name: `x${at}`, shape, dtype: dtype as DType }));
  const recording = record((inputs, keyOf) => {
    const left = [...inputs];
    const filled = (tree: Tree): Tree => mapTree(tree, () => left.shift()!);
    const parts = f(filled(shared), filled(perTask), keyOf('step')).map((tree) => leavesOf(tree));
    states = parts[0]!.length;
    return parts.flat();
  }, signatures);
  const given = leaves.map((leaf) => leaf.dataSync());
  const drawn = recording.draws.map((draw) => drawValues(draw, seed(5)).dataSync());
  const first = leavesOf(shared).length;
  const split = recording.inputs.map((_, at) =>
    at < leaves.length ? at >= first : recording.draws[at - leaves.length]!.tasks !== undefined,
  );
  return { recording, values: [...given, ...drawn], split, states };
}

const uniform = (...shape: number[]): Tensor => tf.randomUniform(shape, -1, 1, 'float32', 7);

/** Numbers in, numbers out. */
const regression = (): Episode => {
  const batch = (rows: number): Batch<Tensor> => ({ x: uniform(tasks, rows, 2), y: uniform(tasks, rows, 1) });
  return { support: batch(5), query: batch(6) };
};

const ways = 3;
const labels = (rows: number): Tensor =>
  tf.tensor(
    Array.from({ length: tasks * rows * ways }, (_, i) => Number(Math.floor(i / ways) % ways === i % ways)),
    [tasks, rows, ways],
  );
/** Small images in, classes out. */
const images = (size: number) => (): Episode => {
  const batch = (rows: number): Batch<Tensor> => ({ x: uniform(tasks, rows, size, size, 1), y: labels(rows) });
  return { support: batch(3), query: batch(3) };
};

type AnyMetaGradient = Parameters<typeof metaStep>[0]['metaGradient'];

const perceptron = mlp({ inputs: 2, hidden: [5, 4], outputs: 1 });
const forgetful = sequential({
  first: dense({ inputs: 2, outputs: 8 }),
  dropout: dropout({ rate: 0.3 }),
  last: dense({ inputs: 8, outputs: 1 }),
});
/** What four halvings leave a place of. */
const sizeFor = { stride: 6, pool: 16 } as const;
const network = (norm: 'batch' | 'running' | 'perStep', downsample: 'stride' | 'pool', outputs?: number) =>
  conv4({
    height: sizeFor[downsample],
    width: sizeFor[downsample],
    channels: 1,
    filters: 2,
    downsample,
    norm: norm === 'perStep' ? { statistics: norm, steps: 2 } : { statistics: norm },
    ...(outputs === undefined ? {} : { outputs }),
  });

const ofStep = (step: MetaStep<never, Tensor>, episode: () => Episode): Recorded =>
  inScope(() =>
    recordedOf(step.init(seed(1)), episode(), (state, given, at) => {
      const { state: next, metrics } = step.run(state as never, given as Episode, at);
      return [next, metrics];
    }),
  );

type Options = Partial<Parameters<typeof maml>[0]> & { readonly slices?: number };

function mamlStep({ slices = 1, ...options }: Options, metaGradient: AnyMetaGradient = exact()): Recorded {
  const learner = maml({ model: perceptron, rule: sgd(0.1), loss: meanSquaredError, steps: 2, ...options });
  const step = metaStep({ learner, metaGradient, optimizer: adam(0.01), slices });
  return ofStep(step as MetaStep<never, Tensor>, regression);
}

function imageStep(model: ReturnType<typeof network>, steps: number, size: number): Recorded {
  const learner = maml({ model, rule: sgd(0.1), loss: crossEntropy, steps });
  const optimizer = momentum({ learningRate: 0.1, momentum: 0.9 });
  return ofStep(metaStep({ learner, metaGradient: exact(), optimizer }) as MetaStep<never, Tensor>, images(size));
}

/** Adapts to the support and predicts the query: what evaluation runs. */
function evaluation<A extends Tree>(learner: Learner<A>, episode: () => Episode): Recorded {
  return inScope(() => {
    const step = metaStep({ learner, metaGradient: exact(), optimizer: sgd(0.1) });
    return recordedOf(step.init(seed(1)).params, episode(), (params, given, at) => {
      const { support, query } = given as Episode;
      const context = { key: at, mode: 'test', order: 'first' } as const;
      const adapted = learner.adapt(params as never, support, context);
      return [[], learner.predict(params as never, adapted, query.x, context)];
    });
  });
}

/** A step that estimates the first half of the tasks, then the second. */
export const inHalves = (): Recorded => mamlStep({ slices: 2 });

/** What there is to be shared out, by name. */
export const recordings: Readonly<Record<string, () => Recorded>> = {
  MAML: () => mamlStep({}),
  'first-order MAML': () => mamlStep({}, firstOrder()),
  'MAML with Adam inside': () => mamlStep({ rule: adam(0.01) }),
  'Meta-SGD': () => mamlStep({ rule: metaSgd({ rate: 0.1 }) }),
  'MAML on mini-batches': () => mamlStep({ batches: miniBatches(2) }),
  'MAML with dropout': () => mamlStep({ model: forgetful }),
  'the pretrained baseline': () => mamlStep({ steps: 0 }),
  Reptile: () => mamlStep({}, reptile() as AnyMetaGradient),
  'MAML on images': () => imageStep(network('batch', 'stride', ways), 1, sizeFor.stride),
  'MAML on images, with pooling and running statistics': () =>
    imageStep(network('running', 'pool', ways), 1, sizeFor.pool),
  'MAML on images, with statistics per step': () => imageStep(network('perStep', 'stride', ways), 2, sizeFor.stride),
  'prototypical networks': () =>
    ofStep(
      metaStep({
        learner: prototypical({ model: network('batch', 'pool') }),
        metaGradient: exact(),
        optimizer: sgd(0.1),
      }) as MetaStep<never, Tensor>,
      images(sizeFor.pool),
    ),
  'adapting MAML and predicting': () =>
    evaluation(maml({ model: perceptron, rule: sgd(0.1), loss: meanSquaredError, steps: 3 }), regression),
  'adapting prototypes and predicting': () =>
    evaluation(prototypical({ model: network('batch', 'stride') }), images(sizeFor.stride)),
};
