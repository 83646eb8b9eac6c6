import { meanSquaredError, mlp } from '@innerloop/core';
import type { Learner, MetaStep } from '@innerloop/core';
import { adam, sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import type { MamlOptions } from '@innerloop/outer';
import type { GradientState } from '@innerloop/training';
import { stepOf } from '../experiment/train.js';

/** What plays the sequence: the same driver with other arguments. */
export interface Method {
  readonly name: string;
  readonly label: string;
  readonly step: MetaStep<GradientState>;
  readonly learner: Learner;
  /** Meta-updates after each arrival. */
  readonly updates: number;
}

const model = mlp({ inputs: 1, hidden: [40, 40], outputs: 1 });
const gradual = { rule: sgd(0.01), steps: 5, testSteps: 10 };

function method(
  name: string,
  label: string,
  updates: number,
  how: Pick<MamlOptions, 'rule' | 'steps' | 'testSteps'>,
): Method {
  const learner = maml({ model, loss: meanSquaredError, ...how });
  return { name, label, updates, learner, step: stepOf(learner) };
}

const UPDATES = 40;

/** Its meta-parameters after the last round are the comparator of regret. */
export const leader = method('ftml', 'follow the meta-leader (MAML)', UPDATES, gradual);

/** Follow the meta-leader, and what the paper compares it with. */
export const methods: readonly Method[] = [
  leader,
  method('joint', 'joint training, fine-tuned', UPDATES, { ...gradual, steps: 0 }),
  method('everything', 'train on everything', UPDATES, { ...gradual, steps: 0, testSteps: 0 }),
  method('scratch', 'from scratch, Adam for 200 steps', 0, { rule: adam(0.01), steps: 0, testSteps: 200 }),
];
