import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import type { ParamSpecs } from '../../contracts/params.js';
import { expectCount } from '../../layers/expect.js';
import { normalizationOf } from '../../layers/normalization/normalization-of.js';
import { applyPart } from '../../layers/part.js';
import { under } from '../../params/named.js';
import type { Choose, Operations } from './choices.js';

export interface CellOptions {
  readonly choose: Choose;
  /** Of its choices: `NAME.0-1`, …. Cells of one name share their architecture and have weights of their own. */
  readonly name: string;
  /** Nodes after the input. */
  readonly nodes: number;
  /** Candidates of an edge, all from the shape of the input to that shape. */
  readonly operations: () => Operations;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly model: Model;
}

const edgeOf = (cellName: string, from: number, to: number): string => `${cellName}.${from}-${to}`;

/** The node that an edge leads to, as `NAME.TO`, if a choice is an edge of a cell. */
export function nodeOf(choice: string): string | undefined {
  const [, name, to] = /^(.*)\.\d+-(\d+)$/.exec(choice) ?? [];
  return name === undefined || to === undefined ? undefined : `${name}.${to}`;
}

/**
 * A cell of an architecture search: `node_0 = x`, `node_j = Σ_{i<j} o_{ij}(node_i)`, value the mean of the nodes after the input.
 *
 * Each edge `o_ij` is a choice. The shape stays. Leaves stand below `edge0-1/`, ….
 *
 * @throws InvalidOptionError if `nodes` is no positive integer
 * @see Liu, Simonyan, Yang 2019, arXiv:1806.09055, whose cells join their nodes' channels where this takes their mean
 */
export function cell({ choose, name, nodes, operations }: CellOptions): Model {
  expectCount('cell', 'nodes', nodes);
  const edges = Array.from({ length: nodes }, (_, node) =>
    Array.from({ length: node + 1 }, (__, from): Edge => {
      const to = node + 1;
      return { from, to, name: `edge${from}-${to}`, model: choose(edgeOf(name, from, to), operations()) };
    }),
  );
  const all = edges.flat();
  const specs = Object.assign({}, ...all.map((edge) => under(edge.name, edge.model.specs))) as ParamSpecs;
  return {
    specs,
    ...normalizationOf(all.map(({ model }) => model)),
    apply(params, x, context) {
      const values = [x];
      for (const incoming of edges) {
        const terms = incoming.map((edge) =>
          applyPart(edge.model, edge.name, params, values[edge.from] as Tensor, context),
        );
        values.push(terms.reduce((sum, term) => tf.add(sum, term)));
      }
      const sum = values.slice(1).reduce((left, right) => tf.add(left, right));
      return tf.div(sum, nodes);
    },
  };
}
