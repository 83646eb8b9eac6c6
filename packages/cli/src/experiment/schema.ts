import type { AnyLearner, MetaGradient, Metric, Resolve, TaskSource, Tree, UpdateRule } from '@innerloop/core';
import { part } from '@innerloop/core/plugin';
import { z } from 'zod';
import { engineNames } from './engine.js';
import type { EngineName } from './engine.js';

const count = z.number().int().positive();
const split = z.enum(['train', 'holdout', 'validation', 'test']);

const training = z.strictObject({
  iterations: count.describe('meta-iterations'),
  metaBatch: count.default(4).describe('tasks an iteration'),
  seed: z.number().int().default(1),
  slices: count
    .default(1)
    .describe('parts of the meta-batch estimated one after the other: less memory, the same gradient'),
  unroll: z
    .strictObject({
      horizon: count.describe('inner steps until new tasks begin'),
      truncation: count.describe('inner steps of one unroll, which are differentiated through; divides horizon'),
    })
    .exactOptional()
    .describe('truncated backpropagation through time: tasks and the rule’s state go on from iteration to iteration'),
  checkpointEvery: count.default(500).describe('iterations between checkpoints'),
  validation: z
    .strictObject({
      every: count.default(1000),
      episodes: count.default(100),
      split: split.default('validation').describe('`holdout` are classes carved from training'),
      seed: z.number().int().default(0).describe('of the tasks: another than that of the evaluation'),
    })
    .exactOptional(),
});

const evaluation = z.strictObject({
  metric: z.unknown().exactOptional(),
  split: split.default('test'),
  episodes: count.default(600),
  batch: count.default(8).describe('tasks evaluated at once; the result does not depend on it'),
  seed: z.number().int().default(1),
  steps: z.array(z.number().int().nonnegative()).exactOptional().describe('inner steps after which to measure'),
  presentations: z
    .array(count)
    .exactOptional()
    .describe(
      'for learners that read their support in order: measure at these examples of each class, such as [1, 2, 5, 10], before they are told',
    ),
  inference: z
    .enum(['inductive', 'transductive', 'both'])
    .default('inductive')
    .describe(
      'each query answered alone, or all of a task together, as many papers measure; validation does as this, of both the first',
    ),
  calibration: z
    .union([z.boolean(), z.strictObject({ bins: count.default(15).describe('of equal width, from 0 to 1') })])
    .default(false)
    .describe('how far probabilities can be taken at their word: expected calibration error and reliability diagram'),
  ways: count.exactOptional(),
  shots: count.exactOptional(),
  queries: count.exactOptional(),
});

export type TrainingSettings = z.output<typeof training>;
export type EvaluationSettings = Omit<z.output<typeof evaluation>, 'metric'> & { readonly metric?: Metric };

/** A configuration, its parts built. */
export interface ExperimentSettings {
  readonly name: string;
  readonly engine: EngineName;
  readonly compile: boolean;
  readonly threads: number | 'auto';
  readonly learner: AnyLearner;
  readonly metaGradient: MetaGradient;
  readonly warmUp?: { readonly metaGradient: MetaGradient; readonly iterations: number };
  readonly optimizer: UpdateRule;
  readonly data: TaskSource<Tree>;
  readonly train: TrainingSettings;
  readonly evaluate: EvaluationSettings;
}

/** What a configuration file may hold. `plugins` is read before: it decides which parts are known. */
export const experimentSchema = (resolve: Resolve) =>
  z.strictObject({
    $schema: z.string().exactOptional(),
    name: z
      .string()
      .regex(/^(?!\.{1,2}$)[^/\\]+$/, 'expected a name that a folder can have: not empty, without / and \\')
      .default('run')
      .describe('names the run folder; default: the configuration file’s name'),
    plugins: z
      .array(z.string())
      .default([])
      .describe('modules whose components the configuration uses, besides innerloop’s own'),
    engine: z.enum(engineNames).default('wasm').describe('what computes; --backend overrides it'),
    compile: z
      .boolean()
      .default(true)
      .describe(
        'training steps and evaluation as compiled code, on the engine wasm; what cannot be compiled runs as it is',
      ),
    threads: z
      .union([count, z.literal('auto')])
      .default('auto')
      .describe(
        'threads that share the tasks of a compiled training step; auto: as many as the machine has and the step is worth',
      ),
    learner: part(resolve, 'learner'),
    metaGradient: part(resolve, 'metaGradient').prefault('exact'),
    warmUp: z
      .strictObject({
        metaGradient: part(resolve, 'metaGradient').prefault('first-order'),
        iterations: count.describe('meta-iterations until metaGradient takes over'),
      })
      .exactOptional()
      .describe('first iterations with another meta-gradient: derivative-order annealing'),
    optimizer: part(resolve, 'rule'),
    data: part(resolve, 'data'),
    train: training,
    evaluate: evaluation.extend({ metric: part(resolve, 'metric').exactOptional() }).prefault({}),
  });
