import { setEncoder } from '@innerloop/blackbox';
import { activation, dense, film, meanSquaredError, mlp, sequential } from '@innerloop/core';
import type { InnerLearner } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import type { MamlAdapted } from '@innerloop/outer';
import { conditioned } from './conditioned.js';

export interface Subject {
  readonly name: string;
  readonly learner: InnerLearner<MamlAdapted>;
}

const size = 16;
const units = 40;

/** MAML's network for sinusoids, whose hidden layers the task's code scales and shifts. */
const modulated = () =>
  sequential({
    layer0: dense({ inputs: 1, outputs: units }),
    film0: film({ size, channels: units }),
    activation0: activation('relu'),
    layer1: dense({ inputs: units, outputs: units }),
    film1: film({ size, channels: units }),
    activation1: activation('relu'),
    head: dense({ inputs: units, outputs: 1 }),
  });

/** Plain MAML, and MAML of a network that a CNP's encoder tells the task. Published settings; the inner rate is that of the released code. */
export function subjects(): readonly Subject[] {
  const inner = { rule: sgd(0.001), loss: meanSquaredError, steps: 1 };
  const plain = maml({ model: mlp({ inputs: 1, hidden: [units, units], outputs: 1 }), ...inner });
  const encoder = setEncoder({ inputs: 1, outputs: 1, sizes: [64, 64, size] });
  return [
    { name: 'maml', learner: plain },
    { name: 'maml, told by a CNP', learner: conditioned(maml({ model: modulated(), ...inner }), encoder) },
  ];
}
