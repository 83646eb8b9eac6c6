import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../contracts/tree.js';
import { tidy } from '../trees/memory.js';
import { leavesOf, mapTree } from '../trees/tree.js';
import { gradientsAt } from './gradients-at.js';
import { offTape } from './off-tape.js';

type Tape = ReturnType<typeof tf.engine>['state']['activeTape'];
type TapeNode = Tape[number];
type Slopes = Readonly<Record<string, Tensor>>;

const copiesOfTapes = new WeakMap<Tape, Map<number, Tensor>>();

/** A tensor as it outlives its scope: one copy a tape, however many of its nodes need it. The tape's end disposes of it. */
function savedOn(tape: Tape, tensor: Tensor): Tensor {
  const copies = copiesOfTapes.get(tape) ?? new Map<number, Tensor>();
  copiesOfTapes.set(tape, copies);
  const copy = copies.get(tensor.id) ?? tf.keep(tf.clone(tensor));
  copies.set(tensor.id, copy);
  return copy;
}

function rebuilt<T extends Tree>(form: T, tensors: readonly Tensor[]): T {
  let next = 0;
  return mapTree(form, () => tensors[next++] as Tensor);
}

/** `Σ output · slope` over the outputs that have a slope. */
function paired(output: Tree, slopes: Slopes): Tensor {
  const outputs = leavesOf(output);
  const products = Object.entries(slopes).map(([i, slope]) => tf.sum(tf.mul(outputs[Number(i)] as Tensor, slope)));
  return products.reduce((sum, product) => tf.add(sum, product));
}

/** What stands for all of `f` on a tape. */
function nodeOf<Input extends Tree, Output extends Tree>(
  f: (input: Input) => Output,
  input: Input,
  output: Output,
): TapeNode {
  const { state } = tf.engine();
  const given = leavesOf(input);
  const saved = given.map((tensor) => savedOn(state.activeTape, tensor));
  // A tensor that is given twice has one gradient, that of all its places.
  const real = given.flatMap((tensor, i) =>
    tensor.dtype === 'float32' && given.indexOf(tensor) === i ? [[String(i), tensor] as const] : [],
  );
  const inputs = Object.fromEntries(real);
  const outputs = leavesOf(output);
  return {
    id: state.nextTapeNodeId++,
    kernelName: 'Recomputed',
    inputs,
    outputs,
    saved,
    // TensorFlow.js calls it on a copy of the node whose inputs are those that a gradient is wanted of.
    gradient(this: TapeNode | undefined, dys) {
      const wanted = Object.keys(this?.inputs ?? inputs);
      const slopes = Object.fromEntries(
        (dys as readonly (Tensor | null)[]).flatMap((dy, i) =>
          dy === null || outputs[i]?.dtype !== 'float32' ? [] : [[String(i), dy] as const],
        ),
      );
      const pulledBack = recomputed((known: { readonly saved: readonly Tensor[]; readonly slopes: Slopes }) => {
        const at = wanted.map((i) => known.saved[Number(i)] as Tensor);
        return gradientsAt(() => paired(f(rebuilt(input, known.saved)), known.slopes), at).grads;
      });
      const grads = pulledBack({ saved, slopes });
      return Object.fromEntries(wanted.map((name, i) => [name, () => grads[i] as Tensor]));
    },
  };
}

/**
 * The same function, whose derivatives are taken without keeping what it computes: only what goes in and what comes out stay in memory,
 * and a backward pass runs `f` once more. Right to any order, nested to any depth; `f` may take gradients itself.
 *
 * Gradients flow by the tensors of `input` alone: what `f` captures is constant. `f` must compute the same each time, and hands
 * everything out as its value: a `report` made inside would be made again.
 *
 * @see Chen, Xu, Zhang, Guestrin 2016, "Training Deep Nets with Sublinear Memory Cost", arXiv:1604.06174
 */
export function recomputed<Input extends Tree, Output extends Tree>(
  f: (input: Input) => Output,
): (input: Input) => Output {
  return (input) => {
    // New handles: a node's outputs are tensors of its own, even where f gives back what it was given.
    const output = offTape(() => tidy(() => mapTree(f(input), (tensor) => tf.clone(tensor))));
    const engine = tf.engine();
    if (engine.isTapeOn()) {
      const node = nodeOf(f, input, output);
      engine.state.activeTape.push(node);
    }
    return output;
  };
}
