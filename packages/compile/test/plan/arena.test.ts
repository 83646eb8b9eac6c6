import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arenaOf } from '../../src/plan/arena.js';
import type { Buffer, Kernel, Plan } from '../../src/plan/plan.js';
import { readsOf, writesOf } from '../../src/plan/traffic.js';

const buffer = (id: number, size: number): Buffer => ({ id, size, shape: [size], dtype: 'float32' });
const gather = (reads: readonly [Buffer, Buffer], out: Buffer): Kernel => ({
  kind: 'gather',
  rows: 1,
  count: 1,
  width: 1,
  source: reads[0],
  indices: reads[1],
  out,
});

/** Each kernel reads two of the buffers before it and writes a new one; the last one is the output. */
const plans = fc
  .array(fc.record({ size: fc.integer({ min: 1, max: 500 }), first: fc.nat(), second: fc.nat() }), {
    minLength: 1,
    maxLength: 30,
  })
  .map((steps): Plan => {
    const known = [buffer(0, 10), buffer(1, 33)];
    const kernels = steps.map(({ size, first, second }, at) => {
      const pick = (n: number): Buffer => known[n % known.length] as Buffer;
      const kernel = gather([pick(first), pick(second)], buffer(at + 2, size));
      known.push(buffer(at + 2, size));
      known[known.length - 1] = writesOf(kernel)[0] as Buffer;
      return kernel;
    });
    return {
      kernels,
      inputs: known.slice(0, 1),
      constants: [{ buffer: known[1] as Buffer, values: 1 }],
      outputs: known.slice(-1),
    };
  });

/** Kernels between which a buffer must be left alone. */
function lifetime(plan: Plan, of: Buffer): readonly [number, number] {
  const touching = plan.kernels.flatMap((kernel, at) =>
    [...readsOf(kernel), ...writesOf(kernel)].includes(of) ? [at] : [],
  );
  const given = [...plan.inputs, ...plan.constants.map((constant) => constant.buffer)].includes(of);
  return [given ? -1 : Math.min(...touching), given || plan.outputs.includes(of) ? Infinity : Math.max(...touching)];
}

describe('arenaOf', () => {
  it('gives no two buffers that live at the same time, nor the scratch, a common byte', () => {
    fc.assert(
      fc.property(plans, fc.nat({ max: 300 }), (plan, scratchBytes) => {
        const arena = arenaOf(plan, () => scratchBytes);
        const all = new Set([
          ...plan.inputs,
          ...plan.constants.map((constant) => constant.buffer),
          ...plan.kernels.flatMap(writesOf),
        ]);
        const spans = [...all].map((of) => ({
          at: arena.addressOf(of),
          end: arena.addressOf(of) + 4 * of.size + 64,
          life: lifetime(plan, of),
        }));
        spans.push({ at: arena.scratch, end: arena.scratch + scratchBytes, life: [-1, Infinity] });
        for (const [i, a] of spans.entries()) {
          expect(a.at % 64).toBe(0);
          expect(a.end).toBeLessThanOrEqual(arena.bytes);
          for (const b of spans.slice(i + 1)) {
            const together = a.life[0] <= b.life[1] && b.life[0] <= a.life[1];
            if (together) expect(a.end <= b.at || b.end <= a.at).toBe(true);
          }
        }
      }),
    );
  });

  it('uses memory again: a long chain needs room for three links, not for all', () => {
    const links = Array.from({ length: 100 }, (_, id) => buffer(id, 1000));
    const kernels = links.slice(1).map((out, at) => gather([links[at] as Buffer, links[at] as Buffer], out));
    const plan: Plan = { kernels, inputs: links.slice(0, 1), outputs: links.slice(-1), constants: [] };
    expect(arenaOf(plan, () => 0).bytes).toBeLessThan(6 * 4200);
  });
});
