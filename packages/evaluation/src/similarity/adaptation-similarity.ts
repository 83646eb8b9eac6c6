import { activationsOf, disposeTree, InvalidOptionError, scope, seed as seedOf, tidy, within } from '@innerloop/core';
import type {
  Context,
  Episode,
  InnerAdapted,
  InnerLearner,
  Key,
  ParamTree,
  Sequential,
  TaskDistribution,
  Tensor,
  Tree,
} from '@innerloop/core';
import { summarize } from '../statistics/summary.js';
import type { Summary } from '../statistics/summary.js';
import { correlationOf } from './cca.js';
import { gramsOf } from './grams.js';
import type { Activations } from './grams.js';
import { alignmentOf } from './linear-cka.js';

export interface AdaptationSimilarityOptions<Y extends Tree = Tensor> {
  readonly learner: InnerLearner<InnerAdapted, Y>;
  /** The learner's network, whose leaves are `model/…`: `sequential({ body, head })` for learners of two parts. */
  readonly model: Sequential;
  /** Borrowed. */
  readonly params: ParamTree;
  readonly tasks: TaskDistribution<Y>;
  readonly seed: number;
  /** Tasks that are adapted to. Default 100. */
  readonly episodes?: number;
  /** Names of layers as `activationsOf` has them, `'body/block1'`. Default: the layers of the model. */
  readonly layers?: readonly string[];
  /** Share of the variance that the canonical correlations compare. Default 1. */
  readonly variance?: number;
}

/** How alike a layer's activations are before and after adaptation, over tasks. */
export interface LayerSimilarity {
  readonly layer: string;
  readonly cka: Summary;
  readonly cca: Summary;
}

type Compared = { readonly cka: number; readonly cca: number };

/** A neuron is an entry of the last axis; every example, and every place in an image, is a row. */
async function rowsOf(tensor: Tensor): Promise<Activations> {
  const width = tensor.shape.at(-1) as number;
  const flat = await tensor.data();
  return Array.from({ length: flat.length / width }, (_, row) =>
    Array.from(flat.subarray(row * width, (row + 1) * width)),
  );
}

function layersOf<Y extends Tree>(
  { model, layers }: AdaptationSimilarityOptions<Y>,
  known: readonly string[],
): readonly string[] {
  const wanted = layers ?? Object.keys(model.layers);
  const unknown = wanted.find((layer) => !known.includes(layer));
  if (unknown === undefined) return wanted;
  throw new InvalidOptionError(
    `adaptationSimilarity: the model has no layer '${unknown}'. There are: ${known.join(', ')}.`,
  );
}

/** Activations of the query's examples before and after adaptation to the support: `[before, after]` by layer. */
function activationsOfTask<Y extends Tree>(
  options: AdaptationSimilarityOptions<Y>,
  { support, query }: Episode<Y>,
  key: Key,
): Readonly<Record<string, readonly Tensor[]>> {
  const { learner, model, params } = options;
  const adapting: Context = { key: key.fold('adapt'), mode: 'test', order: 'first' };
  const passing: Context = within({ ...adapting, key: key.fold('query'), pass: 'query' }, 'model');
  return tidy(() => {
    const points = [learner.initial(params, support, adapting), learner.adapt(params, support, adapting)];
    const passes = points.map((point) => {
      const { buffers = {} } = point as { readonly buffers?: ParamTree };
      return activationsOf(model, scope({ ...params, ...buffers, ...point.params }, 'model'), query.x, passing);
    });
    const names = layersOf(options, Object.keys(passes[0] ?? {}));
    return Object.fromEntries(names.map((name) => [name, passes.map((pass) => pass[name] as Tensor)]));
  });
}

async function compare<Y extends Tree>(
  options: AdaptationSimilarityOptions<Y>,
  task: number,
): Promise<Readonly<Record<string, Compared>>> {
  const { tasks, params, variance = 1 } = options;
  const root = seedOf(options.seed);
  const episode = await tasks.sample({ seed: root.fold('tasks').from(task), tasks: 1, params });
  let tensors: Readonly<Record<string, readonly Tensor[]>> = {};
  try {
    tensors = activationsOfTask(options, episode, root.fold('evaluate').from(task));
    const compared = Object.entries(tensors).map(async ([layer, pair]) => {
      const [before = [], after = []] = await Promise.all(pair.map(rowsOf));
      const grams = gramsOf(`adaptationSimilarity, layer '${layer}'`, before, after);
      return [layer, { cka: alignmentOf(grams), cca: correlationOf(grams, variance) }] as const;
    });
    return Object.fromEntries(await Promise.all(compared));
  } finally {
    disposeTree([episode, tensors]);
  }
}

/**
 * Which layers adaptation changes: linear CKA and mean CCA of every layer's activations of the query, before and after adaptation to the
 * support, over a fixed stream of tasks, with 95 % intervals. What stays near 1 is reused, what falls is learned anew in each task.
 *
 * Task i and its randomness are those of `evaluate` with this seed. Leaves no tensor behind.
 *
 * @throws InvalidOptionError if a layer is not there, or fewer than two tasks are asked for
 * @throws InvalidDataError if a layer has as many neurons as a query has examples (times places of an image)
 * @see Raghu, Raghu, Bengio, Vinyals 2020, "Rapid Learning or Feature Reuse? Towards Understanding the Effectiveness of MAML", arXiv:1909.09157
 */
export async function adaptationSimilarity<Y extends Tree = Tensor>(
  options: AdaptationSimilarityOptions<Y>,
): Promise<readonly LayerSimilarity[]> {
  const { episodes = 100 } = options;
  if (!Number.isInteger(episodes) || episodes < 2) {
    throw new InvalidOptionError(`adaptationSimilarity: episodes must be an integer of at least 2, got ${episodes}.`);
  }
  const found: Readonly<Record<string, Compared>>[] = [];
  for (let task = 0; task < episodes; task += 1) found.push(await compare(options, task));
  const values = (layer: string, measure: keyof Compared): number[] =>
    found.map((task) => (task[layer] as Compared)[measure]);
  return Object.keys(found[0] ?? {}).map((layer) => ({
    layer,
    cka: summarize(values(layer, 'cka')),
    cca: summarize(values(layer, 'cca')),
  }));
}
