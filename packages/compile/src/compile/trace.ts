import type { Key, Tensor, Tree } from '@innerloop/core';
import type { DType, Node } from '../graph/node.js';
import { UnknownKernelError } from '../record/errors.js';
import { record } from '../record/record.js';
import type { Recording, TensorSignature } from '../record/recording.js';
import { formOf, namedLeaves, treeOf } from '../trees/form.js';
import type { Form, NamedLeaf } from '../trees/form.js';

/** A pure function of a tree of tensors and a key. */
export type PureFunction<A extends Tree, R extends Tree> = (args: A, key: Key) => R;

/** Where a leaf of a value comes from: an argument as it was given, or an output that is computed. */
export type Source = { readonly from: 'argument' | 'output'; readonly at: number };

/** A pure function, recorded for arguments of one signature. */
export interface Traced {
  readonly recording: Recording;
  /** The names of the arguments' leaves and of the value's. */
  readonly paths: { readonly args: readonly string[]; readonly value: readonly string[] };
  readonly form: Form;
  /** For each leaf of the value. */
  readonly sources: readonly Source[];
  /** The outputs that are computed. */
  readonly outputs: readonly Node[];
}

const known: ReadonlySet<string> = new Set<DType>(['float32', 'int32', 'bool']);

/** Unique, though names may hold slashes. */
function inputOf({ path, tensor: { shape, dtype } }: NamedLeaf, at: number): TensorSignature {
  if (!known.has(dtype)) throw new UnknownKernelError(`${dtype} tensor`, undefined, `the argument '${path}'`);
  return { name: `${at} ${path}`, shape: [...shape], dtype: dtype as DType };
}

/**
 * Records a function of trees.
 *
 * @param isGiven  whether leaf `leaf` of the value may stand for argument `argument` where it is the same; default always
 * @throws CompileError if the function is not pure
 * @throws UnknownKernelError if it runs a kernel that compiled code does not have
 */
export function trace<A extends Tree, R extends Tree>(
  f: PureFunction<A, R>,
  args: A,
  isGiven: (leaf: number, argument: number) => boolean = () => true,
): Traced {
  const leaves = namedLeaves(args);
  const given = formOf(args);
  let value: { readonly form: Form; readonly paths: readonly string[] } = { form: [], paths: [] };
  const recording = record((tensors: readonly Tensor[], keyOf) => {
    const made = f(treeOf(given, (at) => tensors[at] as Tensor) as A, keyOf('key'));
    const found = namedLeaves(made);
    value = { form: formOf(made), paths: found.map(({ path }) => path) };
    return found.map(({ tensor }) => tensor);
  }, leaves.map(inputOf));
  const outputs: Node[] = [];
  const sources = recording.outputs.map((node, leaf): Source => {
    const at = recording.inputs.indexOf(node as (typeof recording.inputs)[number]);
    if (at >= 0 && at < leaves.length && isGiven(leaf, at)) return { from: 'argument', at };
    return { from: 'output', at: outputs.push(node) - 1 };
  });
  return {
    recording,
    paths: { args: leaves.map(({ path }) => path), value: value.paths },
    form: value.form,
    sources,
    outputs,
  };
}
