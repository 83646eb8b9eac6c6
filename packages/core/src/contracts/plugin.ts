import type { TaskKind, TaskSource } from './data.js';
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

/** What an example is made with, as parts of a configuration: laws and lists fill in small ones that fit one another. */
export interface ExampleParts {
  /** A network with the outputs that the tasks ask for. */
  readonly network: unknown;
  /** The same network without its linear head: `[T, N, …] → [T, N, features]`. */
  readonly embedding: unknown;
  readonly features: number;
  readonly outputs: number;
  readonly rule: unknown;
  readonly loss: unknown;
}

/** What whoever builds a configuration hears of its parts while they read files: a part may tell, and needs not. */
export interface Listeners {
  /** So many of so many files are read, or decoded. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
  /** Something that a person should know and that stops nothing: files that were left out, for instance. */
  readonly message?: ((text: string) => void) | undefined;
}

/** A thing that a configuration can make: the schema of its options, and its factory. */
export interface Component<T, Options = unknown> {
  /** One line for `innerloop list`. */
  readonly summary: string;
  /**
   * Options of a small one. With it the component is in the laws' matrix of combinations; which of the parts it uses tells with what
   * it can be combined.
   */
  readonly example?: (parts: ExampleParts) => unknown;
  /** Of a learner: the tasks that it can learn; absent means classification and regression. */
  readonly tasks?: readonly TaskKind[];
  /** Why its derivative is on purpose not that of its value: a path that its paper stops, an estimate that passes straight through. */
  readonly stops?: string;
  options(resolve: Resolve): Schema<Options>;
  create(options: Options, listeners?: Listeners): T;
}

export interface Plugin {
  readonly name: string;
  readonly provides: { readonly [K in keyof ComponentKinds]?: Readonly<Record<string, Component<ComponentKinds[K]>>> };
}
