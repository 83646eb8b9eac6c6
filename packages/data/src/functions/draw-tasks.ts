import type { Batch, Episode, EpisodeSize, SampleRequest, Shape, Split } from '@innerloop/core';
import { InvalidDataError } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { flattenNumbers } from '../arrays/nested-numbers.js';
import { told } from '../arrays/told.js';
import { choose } from '../random/choose.js';
import type { FromSamplerOptions } from './from-sampler.js';
import type { RandomNumbers } from './random-numbers.js';
import { randomNumbers } from './random-numbers.js';

/** An example as it was drawn, before it is known to be numbers. */
interface Drawn {
  readonly x: unknown;
  readonly y: unknown;
}

type DrawTask = (random: RandomNumbers, split: Split, size: EpisodeSize) => readonly [support: Drawn[], query: Drawn[]];

/** The shapes of x and y: the first task decides, all others must have them. */
type Shapes = Record<'x' | 'y', Shape | undefined>;

/** Draws the tasks of a request, each from its own stream, and checks them. */
export function drawTasks(
  options: FromSamplerOptions,
  name: string,
): (request: SampleRequest, split: Split, size: EpisodeSize) => Episode {
  const draw = options.kind === 'regression' ? regression(options.sample, name) : classification(options.sample, name);
  const shapes: Shapes = { x: undefined, y: undefined };
  return ({ seed, tasks }, split, size) => {
    const drawn = Array.from({ length: tasks }, (_, task) => draw(randomNumbers(seed.task(task)), split, size));
    const block = (part: 0 | 1): Block => {
      const rows = drawn.flatMap((parts) => parts[part]);
      const where = `${name}: ${part === 0 ? 'support' : 'query'}`;
      return { tasks, x: numbersOf(where, 'x', rows, shapes), y: numbersOf(where, 'y', rows, shapes) };
    };
    // The query first: it is never empty, so it tells the shape of a support without examples.
    const query = block(1);
    return { support: tensors(block(0)), query: tensors(query) };
  };
}

interface Numbers {
  readonly values: Float32Array;
  readonly shape: Shape;
}

interface Block {
  readonly tasks: number;
  readonly x: Numbers;
  readonly y: Numbers;
}

function numbersOf(where: string, key: 'x' | 'y', rows: readonly Drawn[], shapes: Shapes): Numbers {
  if (rows.length === 0) return { values: new Float32Array(0), shape: shapes[key] ?? [1] };
  const block = flattenNumbers(
    `${where}.${key}`,
    rows.map((row) => row[key]),
  );
  const shape = block.shape.length === 0 ? [1] : block.shape;
  const first = (shapes[key] ??= shape);
  if (first.join() !== shape.join()) {
    throw new InvalidDataError(
      `${where}.${key}: examples are [${shape.join(', ')}], but those before were [${first.join(', ')}]. Give all the same shape.`,
    );
  }
  const { values } = block;
  return { shape, values: values instanceof Uint8Array ? Float32Array.from(values, (byte) => byte / 255) : values };
}

const tensors = ({ tasks, x, y }: Block): Batch => {
  const tensor = ({ values, shape }: Numbers): tf.Tensor => {
    const length = shape.reduce((product, axis) => product * axis, 1);
    return tf.tensor(values, [tasks, values.length / length / Math.max(tasks, 1), ...shape], 'float32');
  };
  return { x: tensor(x), y: tensor(y) };
};

function regression(sample: (random: RandomNumbers, split: Split) => unknown, name: string): DrawTask {
  return (random, split, { shots, queries }) => {
    const example = requireFunction(name, sample(random, split), '() => ({ x, y })');
    const draw = (): Drawn => {
      const drawn = example(random);
      if (typeof drawn === 'object' && drawn !== null && 'x' in drawn && 'y' in drawn) return drawn;
      throw new InvalidDataError(`${name}: an example must be { x, y }, got ${told(drawn)}.`);
    };
    return [times(shots, draw), times(queries, draw)];
  };
}

/** Rows are shuffled, as those of episodes are, by numbers that are drawn after the examples. */
function classification(sample: (random: RandomNumbers, split: Split) => unknown, name: string): DrawTask {
  return (random, split, { ways, shots, queries }) => {
    const example = requireFunction(name, sample(random, split), '(label) => x');
    const draw = (each: number): Drawn[] =>
      times(ways * each, (row) => {
        const label = Math.floor(row / each);
        return { x: example(label, random), y: Array.from({ length: ways }, (_, way) => (way === label ? 1 : 0)) };
      });
    const parts = [draw(shots), draw(queries)] as const;
    const mixed = (rows: readonly Drawn[]): Drawn[] =>
      choose(() => random.uniform(), rows.length, rows.length).map((at) => rows[at] as Drawn);
    return [mixed(parts[0]), mixed(parts[1])];
  };
}

const times = <T>(count: number, draw: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => draw(index));

function requireFunction(name: string, value: unknown, form: string): (...given: readonly unknown[]) => unknown {
  if (typeof value === 'function') return value as (...given: readonly unknown[]) => unknown;
  throw new InvalidDataError(
    `${name}: sample must give a function ${form}, which draws an example of the task, got ${told(value)}.`,
  );
}
