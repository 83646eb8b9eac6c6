import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkGradients } from '@innerloop/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { engines } from './engines.js';
import { distance, outcomeOn } from './laws.js';
import type { Outcome } from './laws.js';
import { elementwise } from './ops/elementwise.js';
import { valuesOf } from './ops/op.js';
import type { Op } from './ops/op.js';
import { productOps } from './ops/products.js';
import { reductions } from './ops/reductions.js';
import { views } from './ops/views.js';

const families = { elementwise, reductions, productOps, views };
const [reference, ...others] = engines;

interface Point {
  readonly one: Op;
  readonly shapes: Op['shapes'][number];
  readonly order: number;
}

const pointsOf = (ops: readonly Op[]): readonly (readonly [string, Point])[] =>
  ops.flatMap((one) =>
    one.shapes.flatMap((shapes) =>
      Array.from({ length: one.order + 1 }, (_, order) => {
        const shown = shapes.map((shape) => `[${shape.join()}]`).join(' ');
        return [`${one.name} ${shown}, order ${order}`, { one, shapes, order }] as const;
      }),
    ),
  );

const smooth = (shapes: Op['shapes'][number]): boolean => shapes.every((shape) => !shape.includes(0));
const counts = (): readonly number[] => [tf.memory().numTensors, tf.backend().numDataIds()];

describe.each(Object.entries(families))('%s', (_family, ops) => {
  const points = pointsOf(ops);
  const wanted = new Map<string, Outcome>();

  beforeAll(async () => {
    await reference.start();
    for (const [name, { one, shapes, order }] of points) wanted.set(name, outcomeOn(reference, one, shapes, order));
  });

  describe.each(others.map((engine) => [engine.name, engine] as const))('on %s', (_name, engine) => {
    beforeAll(engine.start);

    it.each(points)('%s: equals the reference, twice the same bits, and leaves nothing behind', (name, point) => {
      const { one, shapes, order } = point;
      const before = counts();
      const found = outcomeOn(engine, one, shapes, order);
      expect(counts()).toEqual(before);
      expect(found.shapes).toEqual(wanted.get(name)?.shapes);
      expect(distance(found, wanted.get(name) as Outcome)).toBeLessThan(order < 2 ? 1e-5 : 1e-4);
      expect(outcomeOn(engine, one, shapes, order).values).toEqual(found.values);
    });

    it.each(ops.filter(({ order, kinked }) => order > 0 && !kinked).map((one) => [one.name, one] as const))(
      '%s: has the derivatives of finite differences',
      (_op, one) => {
        for (const shapes of one.shapes.filter(smooth).slice(0, 2)) {
          const leaves = Object.fromEntries(shapes.map((shape, i) => [`x${i}`, valuesOf(shape, one.between, i + 1)]));
          // Squared, so that derivatives of linear ops of every order count.
          const f = (at: Readonly<Record<string, Tensor>>): Tensor => tf.square(one.f(...Object.values(at)));
          for (const order of [1, 2].filter((k) => k <= one.order)) checkGradients(f, leaves, { order });
          tf.dispose(leaves);
        }
      },
    );
  });
});
