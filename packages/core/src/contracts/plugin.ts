import type { TaskSource } from './data.js';
import type { AnyLearner } from './learner.js';
import type { MetaGradient } from './meta.js';
import type { Loss, Metric, Model } from './model.js';
import type { UpdateRule } from './rule.js';
import type { Tree } from './tree.js';

/** The kinds of things that a configuration can name. Open: a plugin may augment it with a kind of its own. */
export interface ComponentKinds {
  learner: AnyLearner;
  rule: UpdateRule;
  wrapper: (rule: UpdateRule) => UpdateRule;
  model: Model;
  loss: Loss;
  metric: Metric;
  data: TaskSource<Tree>;
  metaGradient: MetaGradient;
}

/** Parses or throws: a zod schema is one. */
export interface Schema<T> {
  parse(value: unknown): T;
}

/** Turns a part of a configuration, a name or `{ use: name, …options }`, into a component of a kind. */
export type Resolve = <K extends keyof ComponentKinds>(kind: K) => (config: unknown) => ComponentKinds[K];

/** A thing that a configuration can make: the schema of its options, and its factory. */
export interface Component<T, Options = unknown> {
  /** One line for `innerloop list`. */
  readonly summary: string;
  options(resolve: Resolve): Schema<Options>;
  create(options: Options): T;
}

export interface Plugin {
  readonly name: string;
  readonly provides: { readonly [K in keyof ComponentKinds]?: Readonly<Record<string, Component<ComponentKinds[K]>>> };
}
