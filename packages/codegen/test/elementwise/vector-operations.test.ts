import { describe, expect, it } from 'vitest';
import { assemble, emitUnary, floatLoop, instantiate, vectorOperations } from '../../src/index.js';
import { unitsApart } from './ulps.js';

/** The functions in double precision, and how many units in the last place ours may be away from them. */
const functions: Readonly<Record<string, { readonly exact: (x: number) => number; readonly units: number }>> = {
  neg: { exact: (x) => -x, units: 0 },
  abs: { exact: Math.abs, units: 0 },
  sign: { exact: (x) => (Number.isNaN(x) ? 0 : Math.sign(x)), units: 0 },
  sqrt: { exact: Math.sqrt, units: 0 },
  rsqrt: { exact: (x) => 1 / Math.sqrt(x), units: 1.5 },
  reciprocal: { exact: (x) => 1 / x, units: 0 },
  square: { exact: (x) => x * x, units: 0 },
  exp: { exact: Math.exp, units: 1 },
  expm1: { exact: Math.expm1, units: 1.5 },
  log: { exact: Math.log, units: 1 },
  log1p: { exact: Math.log1p, units: 1.5 },
  tanh: { exact: Math.tanh, units: 1.5 },
  sigmoid: { exact: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))), units: 2.5 },
  softplus: { exact: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), units: 1.5 },
  relu: { exact: (x) => (Number.isNaN(x) ? NaN : Math.max(x, 0)), units: 0 },
  floor: { exact: Math.floor, units: 0 },
  ceil: { exact: Math.ceil, units: 0 },
  round: { exact: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)), units: 0 },
};

/** Every 40,009th of all float32: all exponents of both signs, denormal numbers, infinities and NaN. */
function allMagnitudes(): Float32Array {
  const bits = Uint32Array.from({ length: Math.floor(2 ** 32 / 40_009) }, (_, at) => at * 40_009);
  return new Float32Array(bits.buffer);
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  NaN,
  Infinity,
  -Infinity,
  2 ** -149,
  -(2 ** -149),
  3.4e38,
  -3.4e38,
];
const ordinary = Array.from({ length: 40_000 }, (_, at) => (at - 20_000) / 187);
const points = Float32Array.from([...special, ...allMagnitudes(), ...ordinary]);

function compute(name: string, values: Float32Array): Float32Array {
  const operation = vectorOperations[name];
  if (operation === undefined) throw new Error(name);
  const pages = Math.ceil((8 * values.length + 16) / 65_536);
  const memory = new WebAssembly.Memory({ initial: pages });
  new Float32Array(memory.buffer, 0, values.length).set(values);
  const run = instantiate(assemble([emitUnary(floatLoop(operation))]), memory)['unary'];
  run?.(0, 4 * values.length, values.length, 0);
  return new Float32Array(memory.buffer, 4 * values.length, values.length);
}

describe('vectorOperations', () => {
  it('names the functions that are tested here', () => {
    expect(Object.keys(vectorOperations).sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(Object.entries(functions))('%s is precise over all of float32', (name, { exact, units }) => {
    const found = compute(name, points);
    let worst = { apart: 0, x: 0, found: 0, wanted: 0 };
    points.forEach((x, at) => {
      const wanted = exact(x);
      const apart = unitsApart(found[at] ?? NaN, wanted);
      if (apart > worst.apart) worst = { apart, x, found: found[at] ?? NaN, wanted };
    });
    expect(worst.apart <= units, `${name}: ${JSON.stringify(worst)}`).toBe(true);
  });
});
