import '@tensorflow/tfjs';
import { wasm } from '@innerloop/backend-wasm';
import { compileFunction } from '@innerloop/compile';
import { useBackend } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { defects } from './defects.js';
import { byDifferences, derivative, gradientsOf } from './derivatives.js';
import { gradientsPage, shown } from './gradients-page.js';
import { slopes } from './slopes.js';
import type { Slope } from './slopes.js';

type Computed = (...xs: Tensor[]) => Tensor[];
const computedOf = ({ f, value }: Slope): Computed => (value === true ? (...xs) => [f(...xs)] : gradientsOf(f));

function run(f: Computed, xs: readonly (readonly number[])[]): number[] {
  return tf.tidy(() => f(...xs.map((x) => tf.tensor1d([...x]))).flatMap((tensor) => Array.from(tensor.dataSync())));
}

/** What stock TensorFlow.js gives, or that it throws. */
function stockly(f: () => number[]): string {
  try {
    return shown(f());
  } catch {
    return 'error';
  }
}

const stock = { slopes: new Map<string, string>(), defects: new Map<string, string>() };
const engines = ['cpu', wasm()] as const;

beforeAll(async () => {
  await tf.setBackend('cpu'); // no gradient of ours is there yet
  for (const row of slopes)
    stock.slopes.set(
      row.at,
      stockly(() => run(computedOf(row), row.xs)),
    );
  for (const row of defects) {
    stock.defects.set(
      row.of,
      stockly(() => run((x) => [derivative(row.f, row.order)(x)], [row.x])),
    );
  }
  await useBackend('cpu');
});

describe.each(slopes)('the slope of $at', (row) => {
  it('is the same on cpu, on wasm and compiled', async () => {
    const found: string[] = [];
    for (const engine of engines) {
      await useBackend(engine);
      found.push(shown(run(computedOf(row), row.xs)));
    }
    const compiled = compileFunction((xs: { readonly x: Tensor; readonly y?: Tensor }) =>
      computedOf(row)(...(xs.y === undefined ? [xs.x] : [xs.x, xs.y])),
    );
    const [x, y] = row.xs.map((values) => tf.tensor1d([...values])) as [Tensor, Tensor?];
    const outcome = compiled(y === undefined ? { x } : { x, y });
    found.push(shown(outcome.flatMap((tensor) => Array.from(tensor.dataSync()))));
    expect(new Set(found)).toEqual(new Set([found[0]]));
  });
});

describe.each(defects)('the derivative of $of, order $order', (row) => {
  const right = (): number[] => row.right?.slice() ?? byDifferences(row.f, row.order, row.x);

  it('is right on cpu and on wasm', async () => {
    for (const engine of engines) {
      await useBackend(engine);
      const found = run((x) => [derivative(row.f, row.order)(x)], [row.x]);
      right().forEach((value, i) => expect(found[i]).toBeCloseTo(value, row.order === 1 ? 2 : 1));
    }
  });

  it('is wrong, or missing, in TensorFlow.js', () => {
    const found = stock.defects.get(row.of);
    expect(found === 'error').toBe(row.fault.startsWith('an error'));
    if (found !== 'error') expect(found).not.toBe(shown(run((x) => [derivative(row.f, row.order)(x)], [row.x])));
  });
});

it('docs/gradients.md shows them (npm test -- -u writes it)', async () => {
  await useBackend('cpu');
  const page = gradientsPage(
    slopes.map((row) => ({ row, stock: stock.slopes.get(row.at) ?? '', ours: shown(run(computedOf(row), row.xs)) })),
    defects.map((row) => ({
      row,
      stock: stock.defects.get(row.of) ?? '',
      ours: shown(run((x) => [derivative(row.f, row.order)(x)], [row.x])),
    })),
  );
  await expect(page).toMatchFileSnapshot('../../../docs/gradients.md');
});
