import { col2im, convolutionGeometry, im2col } from '@innerloop/core';
import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveNodes } from '../../src/graph/graph.js';
import { partition } from '../../src/partition/partition.js';
import type { Recording } from '../../src/record/recording.js';
import { runLockstep, together } from '../partition/lockstep.js';
import { evaluate } from '../reference/interpret.js';
import { expectAgreement, recordOn } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { reals } from './support/tensors.js';

onCpu();

interface Convolution {
  readonly images: number;
  readonly tasks: number;
  readonly size: readonly [height: number, width: number];
  readonly channels: number;
  readonly filters: number;
  readonly pad: 'same' | 'valid' | 2;
  readonly start: number;
}

/** Convolutions of 3 × 3 that are cheaper by tiles. */
const convolutions: fc.Arbitrary<Convolution> = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  tasks: fc.integer({ min: 1, max: 2 }),
  size: fc.tuple(fc.integer({ min: 6, max: 9 }), fc.integer({ min: 6, max: 9 })),
  channels: fc.integer({ min: 8, max: 9 }),
  filters: fc.integer({ min: 8, max: 10 }),
  pad: fc.constantFrom('same' as const, 'valid' as const, 2 as const),
  start: fc.nat(),
});

const geometryOf = ({ images, tasks, size, channels, filters, pad }: Convolution) =>
  convolutionGeometry({ xShape: [tasks * images, ...size, channels], filterShape: [3, 3, channels, filters], pad });

const shapesOf = (given: Convolution, shared = false) => {
  const { images, tasks, size, channels, filters } = given;
  const g = geometryOf(given);
  const own = shared ? 1 : tasks;
  return {
    x: [tasks * images, ...size, channels],
    matrix: [own, 9 * channels, filters],
    dy: [own, (tasks * images * g.outHeight * g.outWidth) / own, filters],
  };
};

const forty = { numRuns: 40 };

describe.each([
  ['filters of all tasks', true],
  ['filters of each task', false],
] as const)('convolutions by tiles with %s', (_name, shared) => {
  it('are windows times filters', () => {
    const law = fc.property(convolutions, (given) => {
      const { x, matrix, dy } = shapesOf(given, shared);
      const convolve = (images: Tensor, filters: Tensor): Tensor => {
        const rows = tf.reshape(im2col(images, geometryOf(given)), [dy[0]!, dy[1]!, matrix[1]!]);
        return tf.matMul(rows, filters);
      };
      expectAgreement(convolve, reals(x, given.start, 0.5), reals(matrix, given.start + 1, 0.5));
    });
    fc.assert(law, forty);
  });

  it('have the transpose by the filters', () => {
    const law = fc.property(convolutions, (given) => {
      const { x, matrix, dy } = shapesOf(given, shared);
      const transpose = (images: Tensor, gradient: Tensor): Tensor => {
        const rows = tf.reshape(im2col(images, geometryOf(given)), [dy[0]!, dy[1]!, matrix[1]!]);
        return tf.matMul(rows, gradient, true);
      };
      expectAgreement(transpose, reals(x, given.start, 0.5), reals(dy, given.start + 1, 0.5));
    });
    fc.assert(law, forty);
  });

  it('have the transpose by the images', () => {
    const law = fc.property(convolutions, (given) => {
      const { matrix, dy } = shapesOf(given, shared);
      const transpose = (gradient: Tensor, filters: Tensor): Tensor => {
        const columns = tf.matMul(gradient, filters, false, true);
        return col2im(tf.reshape(columns, [dy[0]! * dy[1]!, matrix[1]!]), geometryOf(given));
      };
      expectAgreement(transpose, reals(dy, given.start, 0.5), reals(matrix, given.start + 1, 0.5));
    });
    fc.assert(law, forty);
  });
});

/** Kinds of nodes that a result needs. */
const kindsOf = ({ graph, outputs }: Recording): readonly string[] =>
  [...liveNodes(graph, outputs)].map(({ op }) => op);

describe('a convolution of 3 × 3', () => {
  const tensors = () => [reals([4, 7, 7, 8], 1, 0.5), reals([3, 3, 8, 8], 2, 0.5)] as const;
  const both = (x: Tensor, filter: Tensor): Tensor[] => {
    const y = tf.conv2d(x as Tensor4D, filter as Tensor4D, 1, 'same');
    return [y, tf.conv2dTranspose(y, filter as Tensor4D, [4, 7, 7, 8], 1, 'same')];
  };

  it('lays no windows out, of the kernels of TensorFlow.js neither', () => {
    expectAgreement(both, ...tensors());
    const recording = recordOn(([x, filter]) => both(x!, filter!), tensors());
    expect(kindsOf(recording)).not.toContain('im2col');
    expect(kindsOf(recording)).not.toContain('col2im');
  });

  it('does so with a stride, few channels, or images that tiles overlap too far', () => {
    const kinds = (x: number[], filter: number[], stride: number): readonly string[] =>
      kindsOf(
        recordOn(
          ([images, filters]) => [tf.conv2d(images as Tensor4D, filters as Tensor4D, stride, 'same')],
          [reals(x), reals(filter)],
        ),
      );
    expect(kinds([1, 8, 8, 8], [3, 3, 8, 8], 1)).not.toContain('im2col');
    expect(kinds([1, 8, 8, 8], [3, 3, 8, 8], 2)).toContain('im2col');
    expect(kinds([1, 8, 8, 3], [3, 3, 3, 8], 1)).toContain('im2col');
    expect(kinds([1, 3, 3, 8], [3, 3, 8, 8], 1)).toContain('im2col');
    expect(kinds([1, 8, 8, 8], [5, 5, 8, 8], 1)).toContain('im2col');
  });

  it('is shared out along its images', () => {
    const given = tensors();
    const { graph, inputs, outputs } = recordOn(([x, filter]) => both(x!, filter!), given);
    const values = given.map((tensor) => tensor.dataSync() as Float32Array);
    const expected = evaluate(graph, outputs, new Map(inputs.map((node, at) => [node, values[at]!])));
    const halves = partition(graph, inputs, outputs, { threads: 2, tasks: 4, split: [true, false] });
    expect([...liveNodes(halves.graph, halves.outputs)].map(({ op }) => op)).not.toContain('allGather');
    const found = together(halves, runLockstep(halves, values));
    expect(found.map((each) => Array.from(each))).toEqual(expected.map((each) => Array.from(each)));
  });
});
