import { CompileError } from '@innerloop/core';
import type { Key, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { InputNode, Node } from '../graph/node.js';
import { UnknownKernelError } from './errors.js';
import { firstDifference, hiddenStateError } from './hidden-state.js';
import { recordingKey } from './key.js';
import { onTraceBackend } from './on-trace-backend.js';
import type { Recording, TensorSignature } from './recording.js';
import { TraceBackend } from './trace-backend.js';
import { userCall } from './user-line.js';

/** What can be recorded: a pure function of tensors and of keys, which it asks for by name. */
export type Recordable = (inputs: readonly Tensor[], keyOf: (name: string) => Key) => readonly Tensor[];

interface Trace {
  readonly backend: TraceBackend;
  readonly inputs: readonly InputNode[];
  readonly outputs: readonly Node[];
}

const missing = /^Kernel '(.+)' not registered/;

/** A kernel that no engine has: TensorFlow.js speaks before we can. */
function explained(error: unknown): unknown {
  const kernel = error instanceof Error ? missing.exec(error.message)?.[1] : undefined;
  return kernel === undefined ? error : new UnknownKernelError(kernel, userCall((error as Error).stack).line);
}

function trace(f: Recordable, signatures: readonly TensorSignature[], watched?: number): Trace {
  const backend = new TraceBackend(watched);
  const inputs: InputNode[] = [];
  const outputs: Node[] = [];
  const run = (): void => {
    const tensors = signatures.map(({ name, shape, dtype }) => {
      const { node, tensor } = backend.placeholder(name, shape, dtype);
      inputs.push(node);
      return tensor;
    });
    const found = f(tensors, (key) => recordingKey(backend, { key, folds: [], from: 0 }));
    if (backend.failure !== undefined) throw backend.failure;
    if (!Array.isArray(found) || found.some((value) => !(value instanceof tf.Tensor))) {
      throw new CompileError(
        'compile: the function must return a list of tensors at once, but it returned something else, such as a promise.',
      );
    }
    const nodes = found.map((tensor: Tensor) => backend.nodeOf(tensor));
    outputs.push(...backend.log('outputs', () => nodes));
  };
  try {
    onTraceBackend(backend, run);
  } catch (error) {
    throw explained(error);
  }
  return { backend, inputs, outputs };
}

/**
 * Records what a function computes, without computing it: it runs on tensors that have a shape and no values, on an engine whose kernels
 * build a graph. Gradients taken inside are recorded too. Tensors that the function captures become constants.
 *
 * It runs at least twice, and must do the same each time.
 *
 * @param f      given tensors of these signatures and keys by name; its draws are inputs of the graph
 * @param inputs unique names, shapes without free sizes
 * @throws CompileError if `f` reads a value, uses a variable, or is not the same each time: with the line that does
 * @throws UnknownKernelError if it runs a kernel that compiled code does not have: run it eagerly then
 */
export function record(f: Recordable, inputs: readonly TensorSignature[]): Recording {
  const first = trace(f, inputs);
  const second = trace(f, inputs);
  const at = firstDifference(first.backend, second.backend);
  if (at !== undefined) {
    const { watchedLine } = trace(f, inputs, at).backend;
    throw hiddenStateError(first.backend, second.backend, at, watchedLine);
  }
  const { graph, draws, kernels } = first.backend;
  return { graph, inputs: [...first.inputs, ...draws.map(({ node }) => node)], outputs: first.outputs, draws, kernels };
}
