import type { Key, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { DType } from '../../../src/graph/node.js';
import { drawValues } from '../../../src/record/key.js';
import { record } from '../../../src/record/record.js';
import type { Recordable } from '../../../src/record/record.js';
import type { Recording } from '../../../src/record/recording.js';
import { evaluate } from '../../reference/interpret.js';

/** What a function gave: tensors of what form, and which elements. */
export interface Result {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly values: readonly number[];
}

/** Records a function of tensors like these. */
export const recordOn = (f: Recordable, tensors: readonly Tensor[]): Recording =>
  record(
    f,
    tensors.map(({ shape, dtype }, at) => ({ name: `x${at}`, shape, dtype: dtype as DType })),
  );

function taken(tensor: Tensor): ArrayLike<number> {
  const values = tensor.dataSync();
  tensor.dispose();
  return values;
}

/** Records a function and computes what was recorded, by the reference. */
export function recorded(f: Recordable, tensors: readonly Tensor[], key?: Key): Result[] {
  const { graph, inputs, outputs, draws } = recordOn(f, tensors);
  const given = tensors.map((tensor) => tensor.dataSync());
  const drawn = draws.map((draw) => taken(drawValues(draw, key as Key)));
  const feeds = new Map([...given, ...drawn].map((values, at) => [inputs[at]!, values]));
  const values = evaluate(graph, outputs, feeds);
  return outputs.map(({ shape, dtype }, at) => ({ shape, dtype, values: Array.from(values[at]!) }));
}

/** Runs a function on the current engine. */
export function eager(f: Recordable, tensors: readonly Tensor[], key?: Key): Result[] {
  const results: Result[] = [];
  tf.tidy(() => {
    for (const tensor of f(tensors, () => key as Key))
      results.push({ shape: tensor.shape, dtype: tensor.dtype, values: Array.from(tensor.dataSync()) });
  });
  return results;
}

const tolerance = 1e-5;
const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * (1 + Math.abs(b));

type Of = (...tensors: Tensor[]) => Tensor | readonly Tensor[];
const listOf =
  (f: Of): Recordable =>
  (given) =>
    [f(...given)].flat();
const form = ({ shape, dtype }: Result): string => `${dtype}[${shape.join()}]`;

/** What is recorded of one function is what another gives: equal forms, and elements equal to rounding. Disposes of the tensors. */
export function expectMeaning(f: Of, meant: Of, ...tensors: Tensor[]): void {
  const expected = eager(listOf(meant), tensors);
  const found = recorded(listOf(f), tensors);
  tensors.forEach((tensor) => tensor.dispose());
  expect(found.map(form)).toEqual(expected.map(form));
  found.forEach(({ values }, at) => {
    const wrong = values.findIndex((value, i) => !close(value, expected[at]!.values[i]!));
    const told = `element ${wrong} of output ${at}: ${values[wrong]}, eager ${expected[at]!.values[wrong]}`;
    if (wrong >= 0) expect.fail(told);
  });
}

/** What is recorded of a function is what it gives. Disposes of the tensors. */
export const expectAgreement = (f: Of, ...tensors: Tensor[]): void => expectMeaning(f, f, ...tensors);
