import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contenders } from '../src/contenders/registry.js';
import { startChild } from '../src/protocol/child.js';
import type { Guard } from '../src/protocol/messages.js';
import { disagreements, tolerance } from '../src/statistics/agreement.js';
import { familyWorkloads, readCatalogue } from '../src/workloads/catalogue.js';
import { writeNumbers } from '../src/workloads/numbers.js';
import type { Workload } from '../src/workloads/workload.js';

let folder = '';
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'benchmarks-'))));
afterAll(() => rmSync(folder, { recursive: true }));

async function guardOf(name: string, workload: Workload): Promise<Guard | undefined> {
  const entry = contenders.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no contender '${name}'`);
  const patience = { warmupMilliseconds: 1, answerMilliseconds: 50_000 };
  const child = await startChild(entry.command(workload), writeNumbers(workload, folder), patience);
  expect((await child.run(1)).steps).toBeGreaterThan(0);
  await child.end();
  return child.loaded.guard;
}

test.each(['second', 'first'] as const)(
  'the hand-written step of stock TensorFlow.js and ours are the same, in %s order',
  async (order) => {
    const all = familyWorkloads(readCatalogue());
    const workload = all.find(({ name }) => name === `sinusoid/5-steps/${order}`) as Workload;
    const guards = [await guardOf('stock', workload), await guardOf('eager', workload)];
    expect(guards.every((guard) => guard !== undefined && guard.gradientNorm > 0.1)).toBe(true);
    expect(Math.max(...disagreements(guards))).toBeLessThan(tolerance / 10);
  },
);
