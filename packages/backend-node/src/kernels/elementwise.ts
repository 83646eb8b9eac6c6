import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { Replacement } from './kernel.js';

/** Kernels of one TensorFlow operation, by its name there. Without attributes a call has less to say: types are inferred. */
const unary: Readonly<Record<string, string>> = {
  Abs: 'Abs', Cos: 'Cos', Elu: 'Elu', Erf: 'Erf', Exp: 'Exp', Expm1: 'Expm1', Log: 'Log', Log1p: 'Log1p', Neg: 'Neg',
  Reciprocal: 'Reciprocal', Relu: 'Relu', Rsqrt: 'Rsqrt', Sigmoid: 'Sigmoid', Sign: 'Sign', Sin: 'Sin',
  Softmax: 'Softmax', Softplus: 'Softplus', Sqrt: 'Sqrt', Square: 'Square', Tanh: 'Tanh',
}; // prettier-ignore

const binary: Readonly<Record<string, string>> = {
  Add: 'AddV2', Sub: 'Sub', Multiply: 'Mul', RealDiv: 'RealDiv', SquaredDifference: 'SquaredDifference',
  Maximum: 'Maximum', Minimum: 'Minimum', Equal: 'Equal', NotEqual: 'NotEqual',
  Greater: 'Greater', GreaterEqual: 'GreaterEqual', Less: 'Less', LessEqual: 'LessEqual',
}; // prettier-ignore

const inputOf = (inputs: object): TensorInfo => Object.values(inputs)[0] as TensorInfo;

const ofOne = ([name, operation]: [string, string]): Replacement => ({
  name,
  create:
    ({ run }, stock) =>
    (call) => {
      const x = inputOf(call.inputs);
      return x.dtype === 'float32' ? run(operation, [x]) : stock(call);
    },
});

const ofTwo = ([name, operation]: [string, string]): Replacement => ({
  name,
  create:
    ({ run }, stock) =>
    (call) => {
      const { a, b } = call.inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
      return a.dtype === b.dtype ? run(operation, [a, b]) : stock(call);
    },
});

/** 1 above zero, 0 elsewhere, NaN where NaN is: two operations that keep NaN, where tfjs-node runs six. */
const step: Replacement = {
  name: tf.Step,
  create:
    ({ run }, stock) =>
    (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      const { alpha } = call.attrs as { readonly alpha?: number };
      if (x.dtype !== 'float32' || (alpha ?? 0) !== 0) return stock(call);
      const sign = run('Sign', [x]);
      const result = run('Relu', [sign]);
      sign.dispose();
      return result;
    },
};

/** A cast to the type that it has shares the data. */
const cast: Replacement = {
  name: tf.Cast,
  create:
    ({ backend }, stock) =>
    (call) => {
      const { x } = call.inputs as { readonly x: TensorInfo };
      if (x.dtype !== (call.attrs as { readonly dtype: string }).dtype) return stock(call);
      backend.incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
};

/** `x` where it is not below zero, `α·x` there; tfjs-node takes a difference that is NaN of infinities. */
const prelu: Replacement = {
  name: tf.Prelu,
  create:
    ({ run }) =>
    (call) => {
      const { x, alpha } = call.inputs as { readonly x: Tensor; readonly alpha: Tensor };
      return tf.tidy(() => run('SelectV2', [tf.less(x, 0), tf.mul(alpha, x), x]));
    },
};

/** Functions of each element, and arithmetic and comparisons of two tensors that broadcast. */
export const elementwise: readonly Replacement[] = [
  ...Object.entries(unary).map(ofOne),
  ...Object.entries(binary).map(ofTwo),
  step,
  cast,
  prelu,
];
