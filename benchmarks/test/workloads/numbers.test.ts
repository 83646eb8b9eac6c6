import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { familyWorkloads, readCatalogue } from '../../src/workloads/catalogue.js';
import { readNumbers, writeNumbers } from '../../src/workloads/numbers.js';
import { sizeOf } from '../../src/workloads/net.js';
import { select } from '../../src/workloads/select.js';
import type { Workload } from '../../src/workloads/workload.js';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'benchmarks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const workload = (name: string): Workload => select(familyWorkloads(readCatalogue()), [name])[0] as Workload;
const numbersOf = (name: string) => readNumbers(writeNumbers(workload(name), folder));

test('what is written is read: every leaf and every side of every batch, of the right size', () => {
  const { workload: read, weights, batches } = numbersOf('omniglot/4x75-1-step/second');
  expect(read).toEqual(workload('omniglot/4x75-1-step/second'));
  expect(weights.map(({ length }) => length)).toEqual(read.parameters.map(({ shape }) => sizeOf(shape)));
  expect(batches).toHaveLength(read.batches);
  for (const { support, query } of batches) {
    expect([support.x.length, support.y.length]).toEqual([4 * 5 * 784, 4 * 5 * 5]);
    expect([query.x.length, query.y.length]).toEqual([4 * 75 * 784, 4 * 75 * 5]);
  }
});

test('labels are one-hot and each class has as many examples as any other', () => {
  const { support, query } = numbersOf('omniglot/4x75-1-step/second').batches[0] as ReturnType<
    typeof numbersOf
  >['batches'][0];
  for (const [y, examples] of [
    [support.y, 1],
    [query.y, 15],
  ] as const) {
    const perTask = 5 * examples;
    for (let task = 0; task < 4; task++) {
      const rows = Array.from({ length: perTask }, (_, i) => [
        ...y.subarray((task * perTask + i) * 5, (task * perTask + i + 1) * 5),
      ]);
      rows.forEach((row) => expect([...row].sort()).toEqual([0, 0, 0, 0, 1]));
      for (let way = 0; way < 5; way++) expect(rows.filter((row) => row[way] === 1)).toHaveLength(examples);
    }
  }
});

test('the points of a task lie on one sine', () => {
  const { support, query } = numbersOf('sinusoid/1-step/second').batches[0] as ReturnType<
    typeof numbersOf
  >['batches'][0];
  const of = (task: number) => {
    const x = [...support.x.subarray(task * 10, task * 10 + 10), ...query.x.subarray(task * 10, task * 10 + 10)];
    const y = [...support.y.subarray(task * 10, task * 10 + 10), ...query.y.subarray(task * 10, task * 10 + 10)];
    return { x, y };
  };
  for (const task of [0, 24]) {
    const { x, y } = of(task);
    // y = a sin x + b cos x, found from the two points that tell them apart best.
    let best = { i: 0, j: 1, size: 0 };
    x.forEach((xi, i) =>
      x.forEach((xj, j) => {
        const size = Math.abs(Math.sin(xi - xj));
        if (size > best.size) best = { i, j, size };
      }),
    );
    const [xi = 0, xj = 0, yi = 0, yj = 0] = [x[best.i], x[best.j], y[best.i], y[best.j]];
    const determinant = Math.sin(xi) * Math.cos(xj) - Math.sin(xj) * Math.cos(xi);
    const a = (yi * Math.cos(xj) - yj * Math.cos(xi)) / determinant;
    const b = (Math.sin(xi) * yj - Math.sin(xj) * yi) / determinant;
    x.forEach((at, i) => expect(a * Math.sin(at) + b * Math.cos(at)).toBeCloseTo(y[i] as number, 3));
  }
});

test('numbers are the same every time, and differ between first and second batch', () => {
  const other = mkdtempSync(join(tmpdir(), 'benchmarks-'));
  const again = readNumbers(writeNumbers(workload('sinusoid/1-step/second'), other));
  rmSync(other, { recursive: true });
  expect(again).toEqual(numbersOf('sinusoid/1-step/second'));
  expect(again.batches[0]).not.toEqual(again.batches[1]);
});
