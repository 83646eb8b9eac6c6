import type { Tensor } from '@tensorflow/tfjs-core';
import type { Seed } from './random.js';
import type { ParamTree, Tree } from './tree.js';

/** Examples of T tasks: `x` is `[T, N, ...features]`; `y` has T and N first too, class labels are one-hot `[T, N, ways]`. */
export type Batch<Y extends Tree = Tensor> = { readonly x: Tensor; readonly y: Y };

/** T tasks: what they are learned from, and what the learning is judged on. */
export type Episode<Y extends Tree = Tensor> = { readonly support: Batch<Y>; readonly query: Batch<Y> };

/** What a task asks for, and so how a prediction is measured. */
export type TaskKind = 'classification' | 'regression' | 'control';

export interface SampleRequest {
  /** Task t of the request is drawn from `seed.task(t)` alone: a batch equals its tasks one by one. */
  readonly seed: Seed;
  readonly tasks: number;
  /** The current meta-parameters: for distributions whose episodes depend on them (`onPolicy`). */
  readonly params: ParamTree;
}

/** What the parts of one task are called, in the order of its tensors. */
export interface EpisodeNames {
  /** The class of label 0, 1, … */
  readonly classes: readonly string[];
  /** The file or other name of each support example, where examples have names. */
  readonly support?: readonly string[];
  /** The same of each query example. */
  readonly query?: readonly string[];
}

/** A distribution over tasks. */
export interface TaskDistribution<Y extends Tree = Tensor> {
  readonly name: string;
  readonly kind: TaskKind;
  /** Episodes depend on the parameters, so they are never sampled ahead. */
  readonly onPolicy?: true;
  /** What the tasks of a request are made of, task by task, without making them. */
  names?(request: Pick<SampleRequest, 'seed' | 'tasks'>): readonly EpisodeNames[];
  /** The caller owns the tensors. */
  sample(request: SampleRequest): Promise<Episode<Y>>;
}

/** Which tasks: `holdout` are classes carved from training, to select on when `validation` is reported on. */
export type Split = 'train' | 'holdout' | 'validation' | 'test';

/** The size of an episode: `ways` classes (1 for regression), `shots` support and `queries` query examples a class. */
export interface EpisodeSize {
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
}

/**
 * The form of a source's pictures: all that they went through between file and tensor, and so what a user's own pictures must go
 * through before a model that was trained on them sees them.
 */
export interface ImageForm {
  readonly height: number;
  readonly width: number;
  /** 1: grey, the luma of Rec. 601. 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** Dark ink on light paper becomes 1 on 0. */
  readonly inverted: boolean;
  /** How another shape is brought to height and width: `cover` cuts off what is too long, `contain` adds paper, `fill` distorts. Default `cover`. */
  readonly fit?: 'cover' | 'contain' | 'fill';
  /** The filter that pictures are brought to size with. Default `lanczos`. */
  readonly resample?: 'nearest' | 'box' | 'bilinear' | 'bicubic' | 'lanczos';
  /** What the bytes 0 and 255 stand for in a tensor. Default `[0, 1]`. */
  readonly range?: readonly [black: number, white: number];
}

/** A data set as a source of task distributions, one a split; its tasks may be asked for in another size than its own. */
export interface TaskSource<Y extends Tree = Tensor> {
  readonly name: string;
  readonly kind: TaskKind;
  readonly size: EpisodeSize;
  /** Where the number of classes differs from task to task: the least. `size.ways` is the most. */
  readonly leastWays?: number;
  /** Present where examples are pictures `[height, width, channels]` with values from 0 to 1. */
  readonly images?: ImageForm;
  open(split: Split, size?: Partial<EpisodeSize>): Promise<TaskDistribution<Y>>;
}
