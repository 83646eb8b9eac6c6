import type * as z from 'zod';
import type { Component, Listeners, Resolve } from '../contracts/plugin.js';

/** A component, its options described by a zod schema. */
export interface ComponentDefinition<T, Options> extends Pick<Component<T>, 'summary' | 'example' | 'tasks' | 'stops'> {
  /** The schema of its options, mostly a `z.object`; other components among them are `part(resolve, kind)`. */
  readonly options: (resolve: Resolve) => z.ZodType<Options>;
  /** `listeners` are those of whoever builds the configuration: a data set tells them how reading goes. */
  readonly create: (options: Options, listeners?: Listeners) => T;
}

/**
 * A thing that a configuration can make.
 *
 * A registry refuses unknown keys of an options object; write objects within it as `z.strictObject`. A component can
 * be named alone, without options, if all of them have defaults. `use` is no option: it holds the component's name.
 *
 * ```ts
 * export const plugin: Plugin = {
 *   name: 'mine',
 *   provides: {
 *     rule: {
 *       sgd: component({
 *         summary: 'gradient descent',
 *         options: () => z.object({ rate: z.number().positive().default(0.01) }),
 *         example: () => ({ rate: 0.1 }),
 *         create: ({ rate }) => sgd(rate),
 *       }),
 *     },
 *   },
 * };
 * ```
 */
export function component<T, Options>(definition: ComponentDefinition<T, Options>): Component<T, Options> {
  return definition;
}
