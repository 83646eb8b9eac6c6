import { conv4, crossEntropy, dense } from '@innerloop/core';
import type { Learner, MetaState, MetaStep, TaskSource, Tree } from '@innerloop/core';
import { pretraining } from '@innerloop/data';
import { momentum, sgd } from '@innerloop/inner';
import { prototypical } from '@innerloop/metric';
import { fineTune, maml, scratch } from '@innerloop/outer';
import { stepOf } from '../experiment/train.js';

/** One way to learn a task, of which the best is chosen on characters that are neither trained nor judged on. */
export interface Candidate {
  /** In words. */
  readonly setting: string;
  readonly learner: Learner<Tree>;
  /** Numbers of steps to choose from; absent for a learner that takes none. */
  readonly steps?: readonly number[];
}

/** What is trained once, and then asked for tasks of every size. */
export interface Contender {
  readonly name: string;
  /** Absent where nothing is learned before the task. */
  readonly step?: MetaStep<MetaState>;
  /** Shots of the episodes that it is trained on; absent where it is trained on batches of all classes. */
  readonly shots?: number;
  readonly source?: (source: TaskSource) => TaskSource;
  readonly candidates: readonly Candidate[];
}

/** Sizes of a problem. */
export interface Sizes {
  /** Height and width of the pictures. */
  readonly side: number;
  readonly filters: number;
  readonly ways: number;
  /** Classes of training. */
  readonly classes: number;
}

const steps = [1, 5, 20, 50] as const;
const tried = (rates: readonly number[], of: (rate: number) => Learner<Tree>): readonly Candidate[] =>
  rates.map((rate) => ({ setting: `rate ${rate}`, learner: of(rate), steps }));

/** The usual step of a learner of pictures. */
const stepFor = (learner: Learner<Tree>): MetaStep<MetaState> => stepOf(learner as never);

/** All have the same network, whose normalisation sees an example and nothing else. */
export function contenders({ side, filters, ways, classes }: Sizes): readonly Contender[] {
  const groups = 4;
  const body = () =>
    conv4({ height: side, width: side, channels: 1, filters, downsample: 'stride', norm: { groups }, head: 'flatten' });
  const whole = () =>
    conv4({
      ...{ height: side, width: side, channels: 1, filters, downsample: 'stride', norm: { groups }, head: 'flatten' },
      outputs: ways,
    });
  const features = filters * Math.ceil(side / 16) ** 2;
  const headOf = (outputs: number) => dense({ inputs: features, outputs });
  const loss = crossEntropy;
  const rule = (learningRate: number) => momentum({ learningRate, momentum: 0.9 });

  const tuned = (rate: number, adapts?: readonly string[]) =>
    fineTune({
      ...{ body: body(), head: headOf(ways), classifier: headOf(classes), loss, rule: rule(rate), testSteps: 50 },
      ...(adapts === undefined ? {} : { adapts }),
    });
  const pretrained = {
    step: stepFor(tuned(0.01)),
    source: (source: TaskSource) => pretraining(source, { batch: 64 }),
  };
  const meta = (rate: number) => maml({ model: whole(), rule: sgd(rate), loss, steps: 3, testSteps: 50 });
  const comparing = prototypical({ model: body(), scale: 0.1 });
  return [
    {
      name: 'from scratch',
      candidates: tried([0.03, 0.1], (rate) => scratch({ model: whole(), rule: rule(rate), loss, testSteps: 50 })),
    },
    { name: 'fine-tuning', ...pretrained, candidates: tried([0.003, 0.01, 0.03], (rate) => tuned(rate)) },
    {
      name: 'fine-tuning of the head',
      ...pretrained,
      candidates: tried([0.01, 0.1, 1], (rate) => tuned(rate, ['head/'])),
    },
    { name: 'maml', step: stepFor(meta(0.1)), shots: 5, candidates: tried([0.03, 0.1], meta) },
    { name: 'prototypical', step: stepFor(comparing), shots: 5, candidates: [{ setting: '', learner: comparing }] },
  ];
}
