/** What there is to learn from. */
export const dataKinds = [
  'pictures',
  'features',
  'table',
  'series',
  'sampler',
  'module',
  'glyphs',
  'sinusoids',
] as const;

export type DataKind = (typeof dataKinds)[number];

/** Learners that a configuration can begin with. */
export const learnerChoices = ['prototypical', 'maml', 'ridge'] as const;

export type LearnerChoice = (typeof learnerChoices)[number];

/** The size of tasks. */
export interface Sizes {
  readonly ways: number;
  readonly shots: number;
  readonly queries: number;
}

/** What was found in the data, and what a configuration says of them. */
export interface Findings {
  readonly kind: 'classification' | 'regression';
  /** A sentence or two on what was found. */
  readonly told: readonly string[];
  /** Lines of the part `data`, without sizes: YAML, indented by two. */
  readonly lines: readonly string[];
  /** Plugins to load. */
  readonly plugins?: readonly string[];
  /** What examples are: pictures, or vectors of so many numbers. */
  readonly form:
    | { readonly kind: 'pictures'; readonly height: number; readonly width: number; readonly channels: 1 | 3 }
    | { readonly kind: 'vectors'; readonly inputs: number; readonly outputs: number };
  /** Sizes that are proposed: they work. */
  readonly sizes: Sizes;
  /** The most that works, where it is known: classes a task, and examples of each. */
  readonly most?: { readonly ways: number; readonly examples: number };
  /** Whether there are validation tasks. */
  readonly validates: boolean;
}

/** All that a configuration is written from. */
export interface Plan extends Sizes {
  readonly name: string;
  readonly learner: LearnerChoice;
  readonly iterations: number;
  readonly findings: Findings;
}
