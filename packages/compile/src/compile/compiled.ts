import type { Key, Tensor, Tree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { liveNodes } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import { blueprintOf } from '../runtime/blueprint.js';
import { tensorOf, writeDraws, writeTensor } from '../runtime/tensors.js';
import { treeOf } from '../trees/form.js';
import type { CompileOptions } from './options.js';
import type { Traced } from './trace.js';

/** A pure function, compiled for one signature. */
export interface Compiled {
  /** The value for these arguments, as new tensors. */
  run(args: readonly Tensor[], key: Key): Tree;
  dispose(): void;
}

export function compiled(traced: Traced, options: CompileOptions): Compiled {
  const { recording, form, sources, outputs } = traced;
  const { graph, inputs, draws } = recording;
  const perTask = inputs.map(() => false);
  const program = blueprintOf({ graph, inputs, outputs, feedback: [], perTask }, options).createProgram();
  const live = new Set(liveNodes(graph, outputs));
  const first = inputs.length - draws.length;
  return {
    run(args, key) {
      args.forEach((tensor, at) => {
        if (live.has(inputs[at] as Node)) writeTensor(program, at, tensor);
      });
      writeDraws(program, first, draws, key);
      program.run();
      const leaves = sources.map(({ from, at }) =>
        from === 'argument'
          ? tf.clone(args[at] as Tensor)
          : tensorOf(program.read(at), outputs[at] as (typeof outputs)[number]),
      );
      return treeOf(form, (at) => leaves[at] as Tensor);
    },
    dispose: () => program.dispose(),
  };
}
