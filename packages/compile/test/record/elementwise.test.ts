import type { Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { expectAgreement } from './support/both.js';
import { onCpu } from './support/cpu.js';
import { integers, quarters, reals, shape, shapePair, truths } from './support/tensors.js';

onCpu();

/** There are many functions: a few shapes each. */
const few = { numRuns: 6 };

type Unary = (x: Tensor) => Tensor;
type Binary = (a: Tensor, b: Tensor) => Tensor;
const runKernel = (name: string, inputs: Record<string, Tensor>, attrs = {}): Tensor =>
  tf.engine().runKernel(name, inputs, attrs);

/** Of any real number. */
const everywhere: Readonly<Record<string, Unary>> = {
  neg: tf.neg,
  abs: tf.abs,
  sign: tf.sign,
  square: tf.square,
  relu: tf.relu,
  relu6: tf.relu6,
  step: (x) => tf.step(x),
  'step, alpha 0.3': (x) => tf.step(x, 0.3),
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  exp: tf.exp,
  expm1: tf.expm1,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  sin: tf.sin,
  cos: tf.cos,
  atan: tf.atan,
  sinh: tf.sinh,
  cosh: tf.cosh,
  asinh: tf.asinh,
  elu: tf.elu,
  selu: tf.selu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  erf: tf.erf,
  isNaN: tf.isNaN,
  isInf: tf.isInf,
  isFinite: tf.isFinite,
  clipByValue: (x) => tf.clipByValue(x, -1.5, 0.75),
  'cast to int32': (x) => tf.cast(x, 'int32'),
  'cast to bool': (x) => tf.cast(x, 'bool'),
  'logicalNot of a comparison': (x) => tf.logicalNot(tf.greater(x, 0)),
};
/** Those that TensorFlow.js takes whole numbers for; the others ask for float32. */
const ofIntegers =
  /^(neg|abs|sign|square|relu6?|step|round|expm1|softplus|atan|sinh|asinh|selu|erf|is.*|clip.*|cast.*|logicalNot.*)$/;
/** Of numbers around a centre. */
const somewhere: Readonly<Record<string, readonly [Unary, number, number]>> = {
  sqrt: [tf.sqrt, 2, 2],
  rsqrt: [tf.rsqrt, 3, 2.5],
  reciprocal: [tf.reciprocal, 3, 2.5],
  log: [tf.log, 3, 2.5],
  log1p: [tf.log1p, 2, 2.5],
  tan: [tf.tan, 0, 1],
  asin: [tf.asin, 0, 0.9],
  acos: [tf.acos, 0, 0.9],
  acosh: [tf.acosh, 4, 2.5],
  atanh: [tf.atanh, 0, 0.9],
};
const pairs: Readonly<Record<string, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  atan2: tf.atan2,
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
};
const divisions: Readonly<Record<string, Binary>> = {
  div: tf.div,
  floorDiv: tf.floorDiv,
  mod: tf.mod,
  divNoNan: tf.divNoNan,
};
const logic: Readonly<Record<string, Binary>> = {
  logicalAnd: tf.logicalAnd,
  logicalOr: tf.logicalOr,
  logicalXor: tf.logicalXor,
  mul: tf.mul,
  equal: tf.equal,
  less: tf.less,
};
const each = <F>(table: Readonly<Record<string, F>>) => Object.entries(table);

describe('functions of one number', () => {
  it.each(each(everywhere))('%s', (_name, f) => {
    fc.assert(
      fc.property(shape(), fc.nat(), (of, start) => expectAgreement(f, quarters(of, start))),
      few,
    );
  });
  it.each(each(somewhere))('%s', (_name, [f, centre, scale]) => {
    fc.assert(
      fc.property(shape(), fc.nat(), (of, start) => expectAgreement(f, reals(of, start, scale, centre))),
      few,
    );
  });
  it.each(each(everywhere).filter(([name]) => ofIntegers.test(name)))('%s of whole numbers', (_name, f) => {
    fc.assert(
      fc.property(shape(2), fc.nat(), (of, start) => expectAgreement(f, integers(of, start))),
      few,
    );
  });
  it('hand NaN and infinity on', () => {
    const odd = (): Tensor => tf.tensor1d([NaN, Infinity, -Infinity, 0, 1]);
    for (const f of [tf.neg, tf.abs, tf.square, tf.exp, tf.tanh, tf.isNaN, tf.isInf, tf.isFinite, tf.relu, tf.elu])
      expectAgreement(f, odd());
    for (const f of [tf.add, tf.sub, tf.mul, tf.maximum, tf.greater, tf.equal]) expectAgreement(f, odd(), odd());
  });
});

describe('functions of two', () => {
  it.each(each({ ...pairs, ...divisions }))('%s', (_name, f) => {
    const divisor = (of: readonly number[], start: number): Tensor => tf.tidy(() => tf.add(quarters(of, start), 0.125));
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) =>
        expectAgreement(f, quarters(a, start), _name in divisions ? divisor(b, start + 1) : quarters(b, start + 1)),
      ),
      few,
    );
  });
  it.each(each({ ...pairs, ...divisions }))('%s of whole numbers', (_name, f) => {
    const low = _name in divisions ? 1 : -5;
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) =>
        expectAgreement(f, integers(a, start), integers(b, start + 1, low, 5)),
      ),
      few,
    );
  });
  it.each(each(logic))('%s of truth values', (_name, f) => {
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) => expectAgreement(f, truths(a, start), truths(b, start + 1))),
    );
  });
  it('pow', () => {
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) =>
        expectAgreement(tf.pow, reals(a, start, 1, 2), reals(b, start + 1)),
      ),
      few,
    );
  });
  it('of different types, as the wider one', () => {
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) => {
        expectAgreement(tf.add, integers(a, start), quarters(b, start));
        expectAgreement(tf.mul, truths(a, start), quarters(b, start));
      }),
    );
  });
  it('prelu', () => {
    fc.assert(
      fc.property(shape(), fc.nat(), (of, start) => expectAgreement(tf.prelu, quarters(of, start), reals(of, start))),
    );
  });
  it('addN', () => {
    fc.assert(
      fc.property(shape(), fc.nat(), (of, start) =>
        expectAgreement((...x) => tf.addN(x), quarters(of, start), quarters(of, start + 1), quarters(of, start + 2)),
      ),
      few,
    );
  });
  it('EluGrad, by the value', () => {
    const f: Binary = (dy, y) => runKernel('EluGrad', { dy, y });
    fc.assert(
      fc.property(shape(), fc.nat(), (of, start) => expectAgreement(f, quarters(of, start), quarters(of, start + 1))),
    );
  });
  it('where, of three that broadcast', () => {
    fc.assert(
      fc.property(shapePair, fc.nat(), ([a, b], start) => {
        expectAgreement((c, t, e) => tf.where(c, t, e), truths(a, start), quarters(b, start), quarters(b, start + 1));
        expectAgreement((c, t, e) => tf.where(c, t, e), truths(b, start), integers(b, start), integers(a, start + 1));
      }),
    );
  });
});
