import type { Key, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { DType } from '../../../src/graph/node.js';
import { drawValues } from '../../../src/record/key.js';
import { record } from '../../../src/record/record.js';
import type { Recordable } from '../../../src/record/record.js';
import type { Recording } from '../../../src/record/recording.js';
import { blueprintOf } from '../../../src/runtime/blueprint.js';
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

function taken(tensor: Tensor): Values {
  const values = tensor.dataSync();
  tensor.dispose();
  return values;
}

type Values = Float32Array | Int32Array | Uint8Array;
/** Computes what was recorded. */
type Compute = (recording: Recording, given: readonly Values[]) => readonly ArrayLike<number>[];

/** By plain loops. */
export const byReference: Compute = ({ graph, inputs, outputs }, given) =>
  evaluate(graph, outputs, new Map(given.map((values, at) => [inputs[at]!, values])));

/** By the code that is made for it. */
export const byCode: Compute = ({ graph, inputs, outputs }, given) => {
  const perTask = inputs.map(() => false);
  const program = blueprintOf({ graph, inputs, outputs, feedback: [], perTask }).createProgram();
  given.forEach((values, at) => program.write(at, values));
  program.run();
  program.run(); // a second run finds the memory as the first left it
  const values = outputs.map((_, at) => Array.from(program.read(at)));
  program.dispose();
  return values;
};

/** Computes what was recorded, of these tensors and draws of this key. */
export function computed(recording: Recording, tensors: readonly Tensor[], key?: Key, compute = byReference): Result[] {
  const given = tensors.map((tensor) => tensor.dataSync());
  const drawn = recording.draws.map((draw) => taken(drawValues(draw, key as Key)));
  const values = compute(recording, [...given, ...drawn]);
  return recording.outputs.map(({ shape, dtype }, at) => ({ shape, dtype, values: Array.from(values[at]!) }));
}

/** Records a function and computes what was recorded. */
export const recorded = (f: Recordable, tensors: readonly Tensor[], key?: Key): Result[] =>
  computed(recordOn(f, tensors), tensors, key);

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
  Object.is(a, b) || a === b || (Number.isFinite(b) && Math.abs(a - b) <= tolerance * (1 + Math.abs(b)));

type Of = (...tensors: Tensor[]) => Tensor | readonly Tensor[];
const listOf =
  (f: Of): Recordable =>
  (given) =>
    [f(...given)].flat();
const form = ({ shape, dtype }: Result): string => `${dtype}[${shape.join()}]`;

function expectSame(how: string, found: readonly Result[], expected: readonly Result[]): void {
  expect(found.map(form)).toEqual(expected.map(form));
  found.forEach(({ values }, at) => {
    const wrong = values.findIndex((value, i) => !close(value, expected[at]!.values[i]!));
    const told = `${how}: element ${wrong} of output ${at} is ${values[wrong]}, eagerly ${expected[at]!.values[wrong]}`;
    if (wrong >= 0) expect.fail(told);
  });
}

/** What is recorded of one function, and the code made for it, is what another gives: equal forms, and elements equal to rounding. Disposes of the tensors. */
export function expectMeaning(f: Of, meant: Of, ...tensors: Tensor[]): void {
  const expected = eager(listOf(meant), tensors);
  const recording = recordOn(listOf(f), tensors);
  expectSame('recorded', computed(recording, tensors), expected);
  expectSame('compiled', computed(recording, tensors, undefined, byCode), expected);
  tensors.forEach((tensor) => tensor.dispose());
}

/** What is recorded of a function, and the code made for it, is what it gives. Disposes of the tensors. */
export const expectAgreement = (f: Of, ...tensors: Tensor[]): void => expectMeaning(f, f, ...tensors);
