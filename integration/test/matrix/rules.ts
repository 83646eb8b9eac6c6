import type { UpdateRule } from '@innerloop/core';
import {
  adam,
  chain,
  clipByNorm,
  clipByValue,
  cosine,
  linear,
  metaSgd,
  momentum,
  scheduled,
  sgd,
} from '@innerloop/inner';
import type { RuleWrapper } from '@innerloop/inner';

/** Every rule of @innerloop/inner, under its name in configurations. Adam's ε keeps its second derivatives in single precision's reach. */
export const plainRules: Readonly<Record<string, UpdateRule>> = {
  sgd: sgd(0.1),
  momentum: momentum({ learningRate: 0.1, nesterov: true }),
  adam: adam({ learningRate: 0.1, epsilon: 0.01 }),
  'meta-sgd': metaSgd({ rate: 0.1 }),
};

/** Every wrapper, likewise, and a chain of them all. */
export const wrappers: Readonly<Record<string, RuleWrapper>> = {
  'clip-by-value': clipByValue(0.3),
  'clip-by-norm': clipByNorm(0.5),
  scheduled: scheduled(cosine({ from: 1.5, to: 0.5, steps: 3 })),
  chain: chain(clipByNorm(0.7), scheduled(linear({ from: 0.5, to: 1, steps: 4 })), clipByValue(0.4)),
};

type Named = readonly [string, UpdateRule];

const wrapped = (names: readonly string[]): readonly Named[] =>
  Object.entries(plainRules).flatMap(([name, rule]) => [
    [name, rule] as const,
    ...names.flatMap((outer): readonly Named[] => {
      const wrap = wrappers[outer];
      return wrap === undefined ? [] : [[`${outer} of ${name}`, wrap(rule)]];
    }),
  ]);

/** Each rule by itself and in each wrapper, by name. */
export const allRules: readonly Named[] = wrapped(Object.keys(wrappers));

/** Each rule by itself and in all wrappers at once: for what is slow. */
export const fewRules: readonly Named[] = wrapped(['chain']);
