import { blackboxPlugin } from '@innerloop/blackbox/plugin';
import type { Component, ComponentKinds, ExampleParts, Plugin } from '@innerloop/core';
import { corePlugin, createRegistry } from '@innerloop/core/plugin';
import { innerPlugin } from '@innerloop/inner/plugin';
import { metricPlugin } from '@innerloop/metric/plugin';
import { outerPlugin } from '@innerloop/outer/plugin';
import { trainingPlugin } from '@innerloop/training/plugin';

/** What is combined: a component that one of these plugins gains later is in the matrix without a line here. */
export const plugins: readonly Plugin[] = [
  corePlugin,
  innerPlugin,
  outerPlugin,
  metricPlugin,
  blackboxPlugin,
  trainingPlugin,
];

const { resolve } = createRegistry(...plugins);

export interface NamedComponent<K extends keyof ComponentKinds> {
  readonly kind: K;
  readonly name: string;
  readonly component: Component<ComponentKinds[K]>;
}

/** All components of a kind, in the order of the plugins' lists. */
export const componentsOf = <K extends keyof ComponentKinds>(kind: K): readonly NamedComponent<K>[] =>
  plugins.flatMap(({ provides }) =>
    Object.entries<Component<ComponentKinds[K]>>(provides[kind] ?? {}).map(([name, component]) => ({
      kind,
      name,
      component,
    })),
  );

/** The configuration of a component's example. */
export function exampleOf(
  { kind, name, component }: NamedComponent<keyof ComponentKinds>,
  parts: ExampleParts,
): object {
  if (component.example === undefined) {
    throw new Error(
      `The ${kind} '${name}' has no example, so it is in no combination. Give its component one (core's ExampleParts has the parts).`,
    );
  }
  return { use: name, ...(component.example(parts) as object) };
}

/** The component that its example describes, with more options if given. */
export const made = <K extends keyof ComponentKinds>(
  named: NamedComponent<K>,
  parts: ExampleParts,
  more: object = {},
): ComponentKinds[K] => resolve(named.kind)({ ...exampleOf(named, parts), ...more });

const mark = 'the part that is asked for';

/** Whether a component's example is made of a part: a learner that has no rule does not look at it. */
export const takes = (
  named: NamedComponent<keyof ComponentKinds>,
  part: keyof ExampleParts,
  parts: ExampleParts,
): boolean => JSON.stringify(exampleOf(named, { ...parts, [part]: mark })).includes(mark);
