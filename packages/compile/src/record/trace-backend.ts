import { CompileError } from '@innerloop/core';
import type { Shape, Tensor } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendValues, DataId, DataType, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { input } from '../build/constants.js';
import { Graph } from '../graph/graph.js';
import type { DType, InputNode, Node } from '../graph/node.js';
import { captured, constantOf } from './captured.js';
import type { KernelInputs } from './kernel-call.js';
import { lower } from './lower.js';
import type { RecordedDraw } from './recording.js';
import type { TraceEvent } from './trace-event.js';
import { placeOf, userCall } from './user-line.js';

interface Held {
  readonly node: Node;
  references: number;
}

/** The engine, which needs no more than this of a tensor to forget it. */
interface Disposer {
  disposeTensor(tensor: Pick<Tensor, 'dataId' | 'dtype' | 'size'>): void;
}

const advice =
  'Values exist only when the compiled function runs: return the tensor and read it outside, or choose between tensors with `where`.';

/** An engine that computes nothing: its kernels build a graph, and its tensors stand for nodes. */
export class TraceBackend extends tf.KernelBackend {
  readonly graph: Graph = new Graph();
  readonly kernels: string[] = [];
  readonly events: TraceEvent[] = [];
  readonly draws: RecordedDraw[] = [];
  /** What the function did wrong, though it may have caught the error. */
  failure: CompileError | undefined;
  /** Where event `watched` came from. */
  watchedLine: string | undefined;
  private readonly held = new Map<DataId, Held>();
  private readonly outside = new Map<DataId, Node>();

  constructor(private readonly watched?: number) {
    super();
  }

  /** A new tensor that stands for a node. */
  place(node: Node): TensorInfo {
    const dataId = {};
    this.held.set(dataId, { node, references: 1 });
    return { dataId, shape: [...node.shape], dtype: node.dtype };
  }

  placeholder(name: string, shape: Shape, dtype: DType): { readonly node: InputNode; readonly tensor: Tensor } {
    const node = input(this.graph, name, [...shape], dtype) as InputNode;
    return { node, tensor: tf.engine().makeTensorFromTensorInfo(this.place(node)) };
  }

  /** The node that a tensor stands for: its values as a constant, if it lives elsewhere. */
  nodeOf(tensor: TensorInfo): Node {
    const known = this.held.get(tensor.dataId)?.node ?? this.outside.get(tensor.dataId);
    if (known !== undefined) return known;
    const node = this.log('constant', () => {
      if (tensor instanceof tf.Variable)
        this.fail(`uses the variable '${tensor.name}'`, 'Pass its value as an argument.');
      return captured(this.graph, tensor);
    });
    this.outside.set(tensor.dataId, node);
    return node;
  }

  /** Runs a kernel: adds to the graph what it computes. */
  run(kernel: string, inputs: KernelInputs, attrs: NamedAttrMap = {}): TensorInfo | TensorInfo[] {
    this.kernels.push(kernel);
    const nodes = Object.fromEntries(
      Object.entries(inputs).flatMap(([name, tensor]) => (tensor ? [[name, this.nodeOf(tensor)]] : [])),
    );
    const found = this.log(kernel, () => lower(kernel, { kernel, graph: this.graph, inputs: nodes, attrs }));
    return 'op' in found ? this.place(found) : found.map((node) => this.place(node));
  }

  /** Does something and notes what came of it. */
  log<N extends Node | readonly Node[]>(what: string, f: () => N): N {
    if (this.events.length === this.watched) this.watchedLine = userCall().line;
    try {
      const results = f();
      this.events.push({ what, results: [results].flat(), end: this.graph.nodes.length });
      return results;
    } catch (error) {
      if (error instanceof CompileError) this.failure ??= error;
      throw error;
    }
  }

  /** @throws CompileError always, and once more when the function has returned */
  fail(deed: string, remedy: string): never {
    const error = new CompileError(
      `compile: the function ${deed}${placeOf(userCall())} while it is recorded. ${remedy}`,
    );
    this.failure ??= error;
    throw error;
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    return this.place(this.log('constant', () => constantOf(this.graph, values, shape, dtype))).dataId;
  }

  override readSync(): never {
    return this.fail(`reads a value by ${userCall().called ?? 'dataSync'}()`, advice);
  }

  /** The promise stays open: nothing that waits for a value goes on, and none is rejected where nobody listens. */
  override read(): Promise<BackendValues> {
    try {
      return this.readSync();
    } catch {
      return new Promise(() => undefined);
    }
  }

  override readToGPU(): never {
    return this.readSync();
  }

  override incRef(dataId: DataId): never {
    const held = this.held.get(dataId);
    if (held !== undefined) held.references++;
    return this.fail('makes a variable', 'Pass it as an argument, and return its new value.');
  }

  override refCount(dataId: DataId): number {
    return this.held.get(dataId)?.references ?? 0;
  }

  override disposeData(dataId: DataId): boolean {
    const held = this.held.get(dataId);
    if (held !== undefined && --held.references > 0) return false;
    this.held.delete(dataId);
    return true;
  }

  /** Frees whatever is left, kept tensors too. */
  disposeAll(): void {
    const engine: Disposer = tf.engine();
    for (const [dataId, { node, references }] of [...this.held]) {
      const size = tf.util.sizeFromShape([...node.shape]);
      for (let i = 0; i < references; i++) engine.disposeTensor({ dataId, dtype: node.dtype, size });
    }
  }

  override numDataIds(): number {
    return this.held.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override dispose(): void {
    this.held.clear();
  }
}
