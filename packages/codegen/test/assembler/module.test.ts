import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FunctionBuilder } from '../../src/assembler/function-builder.js';
import { instantiate, isSupported } from '../../src/assembler/instance.js';
import { assemble } from '../../src/assembler/module.js';
import { walk } from '../../src/assembler/walk.js';

function memoryOf(pages: number): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: pages });
}

/** A function that adds one to the float at an address as often as its body runs. */
function counter(emit: (f: FunctionBuilder, once: () => void) => void): (times?: number) => number {
  const f = new FunctionBuilder({ name: 'count', params: ['i32', 'i32'] });
  const [address] = f.params;
  if (address === undefined) throw new Error('no parameter');
  emit(f, () => f.get(address).get(address).f32Load().f32Const(1).f32('add').f32Store());
  const memory = memoryOf(1);
  const { count } = instantiate(assemble([f]), memory);
  return (times = 0) => {
    new Float32Array(memory.buffer).fill(0);
    count?.(0, times);
    return new Float32Array(memory.buffer)[0] ?? NaN;
  };
}

describe('module', () => {
  it('is accepted by the machine and exports each function under its name', () => {
    const functions = ['first', 'second'].map((name) => new FunctionBuilder({ name, params: [] }));
    const bytes = assemble(functions);
    expect(isSupported(bytes)).toBe(true);
    expect(Object.keys(instantiate(bytes, memoryOf(1)))).toEqual(['first', 'second']);
  });

  it('works on a shared memory when told so', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const f = new FunctionBuilder({ name: 'f', params: [] });
    expect(Object.keys(instantiate(assemble([f], { shared: true }), memory))).toEqual(['f']);
  });
});

describe('loops', () => {
  it('run as often as they say, none included', () => {
    fc.assert(
      fc.property(fc.nat(20), (times) => {
        expect(counter((f, once) => f.repeat(times, once))()).toBe(times);
        const variable = counter((f, once) => {
          const [, count] = f.params;
          if (count !== undefined) f.repeatVariable(count, once);
        });
        expect(variable(times)).toBe(times);
      }),
      { numRuns: 20 },
    );
  });

  it('walk an address through stretches, each from where the one before ended', () => {
    const f = new FunctionBuilder({ name: 'mark', params: ['i32'] });
    const mark =
      (value: number) =>
      ([at]: readonly (typeof f.params)[number][]): void => {
        if (at !== undefined) f.get(at).f32Const(value).f32Store();
      };
    walk(f, f.params, [
      { times: 2, strides: [4], body: mark(1) },
      { times: 0, strides: [4], body: mark(9) },
      { times: 3, strides: [8], body: mark(2) },
      { times: 1, strides: [4], body: mark(3) },
    ]);
    const memory = memoryOf(1);
    instantiate(assemble([f]), memory)['mark']?.(0);
    expect(Array.from(new Float32Array(memory.buffer, 0, 10))).toEqual([1, 1, 2, 0, 2, 0, 2, 0, 3, 0]);
  });
});
