import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Model } from '../../contracts/model.js';
import type { ParamTree } from '../../contracts/tree.js';
import { InvalidOptionError } from '../../errors.js';
import { sequential } from '../../layers/sequential.js';
import { leaf, specOf } from '../../params/named.js';
import { isPerTask } from '../../task-axis/leaf.js';
import type { Build, Chosen } from './choices.js';
import { strongestEdges, strongestOperations } from './decide.js';
import type { RelaxedModel } from './relaxed.js';

/** What was searched for: a plain network, values of its leaves, and what was decided. */
export interface Discretized {
  readonly model: Model;
  /** Copies, which the caller owns. */
  readonly params: ParamTree;
  readonly chosen: Chosen;
}

export interface DiscretizeOptions {
  /** Whose values to take of leaves that are per task. Default 0. */
  readonly task?: number;
  /**
   * The rule of DARTS, whose papers take 2: so many edges lead into each node of a cell, those of the strongest operations other than `zero`;
   * it cuts the others. Without it each edge keeps its strongest operation, whichever it is.
   */
  readonly incoming?: number;
}

/**
 * The network with one operation in each place: a plain model. Its leaves are named as below `weights/` of the relaxed one.
 *
 * @param build   or a relaxed model, which has it
 * @param chosen  the operation of each choice: that of `discretize`, or drawn at random, the baseline that every search needs
 * @throws InvalidOptionError if a choice is left open, or decided for an operation that it does not have
 */
export function discrete({ build }: { readonly build: Build }, chosen: Chosen): Model {
  return build((choice, operations) => {
    const name = chosen[choice];
    const operation = name !== undefined && Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (name !== undefined && operation !== undefined) return sequential({ [name]: operation });
    throw new InvalidOptionError(
      `discrete: expected for the choice '${choice}' one of ${Object.keys(operations).join(', ')}, got ${name === undefined ? 'nothing' : `'${name}'`}.`,
    );
  });
}

/**
 * Decides a search: the operation of the largest logit in each place, the first of equals, with the weights that it has.
 *
 * A driver: it reads values. Give it the model's own leaves, `scope(params, 'model')` of a learner's; for the architecture that a task adapted
 * to, `scope({ ...params, ...adapted.params }, 'model')` and the task. The papers then train the network that was found from its beginning.
 *
 * @throws InvalidDataError if a leaf is missing
 * @throws InvalidOptionError if `incoming` is no positive integer, there are no cells, or an edge that it cuts has no candidate `zero`
 */
export async function discretize(
  model: RelaxedModel,
  params: ParamTree,
  { task = 0, incoming }: DiscretizeOptions = {},
): Promise<Discretized> {
  const ofTask = (name: string): Tensor => {
    const tensor = leaf(params, name);
    const spec = specOf(model.specs, name);
    if (!isPerTask(tensor, spec)) return tf.clone(tensor);
    return tf.tidy(() =>
      tf.reshape(tf.slice(tensor, [task, ...spec.shape.map(() => 0)], [1, ...spec.shape]), [...spec.shape]),
    );
  };
  const read = Object.keys(model.choices).map(async (choice) => {
    const tensor = ofTask(`architecture/${choice}`);
    const values = Array.from(await tensor.data());
    tensor.dispose();
    return [choice, values] as const;
  });
  const logits = Object.fromEntries(await Promise.all(read));
  const { choices } = model;
  const chosen =
    incoming === undefined ? strongestOperations(choices, logits) : strongestEdges(choices, logits, incoming);
  const found = discrete(model, chosen);
  const names = Object.keys(found.specs);
  return { model: found, params: Object.fromEntries(names.map((name) => [name, ofTask(`weights/${name}`)])), chosen };
}
