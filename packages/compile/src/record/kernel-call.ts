import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { UnknownKernelError } from './errors.js';
import { userCall } from './user-line.js';

/** What TensorFlow.js hands to a kernel: tensors by name, or a list. */
export type KernelInputs = Readonly<Record<string, TensorInfo | null | undefined>>;

/** One run of a kernel, its tensors as nodes. Lists have the names '0', '1', …. */
export interface KernelCall {
  readonly kernel: string;
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Node>>;
  /** As the kernel's documentation has them. */
  readonly attrs: unknown;
}

/** What a kernel computes, in nodes. */
export type Lowering = (call: KernelCall) => Node | readonly Node[];
export type Lowerings = Readonly<Record<string, Lowering>>;

/** An input that the kernel always has. */
export const operand = ({ inputs }: KernelCall, name: string): Node => inputs[name] as Node;

/** All inputs of a kernel that takes a list. */
export const operands = ({ inputs }: KernelCall): readonly Node[] => Object.values(inputs);

/** @throws UnknownKernelError for a form of a kernel that is not lowered */
export function refuse({ kernel }: KernelCall, why: string): never {
  throw new UnknownKernelError(kernel, userCall().line, why);
}

/** Kernels that are lowered alike, but for one thing that tells them apart. */
export const tableOf = <K>(kernels: Readonly<Record<string, K>>, lowering: (by: K) => Lowering): Lowerings =>
  Object.fromEntries(Object.entries(kernels).map(([name, by]) => [name, lowering(by)]));
