import type { EvaluationOverrides } from '@innerloop/cli';

/** A row of the table: an evaluation, and what the paper has. */
export interface Judgement {
  readonly label: string;
  readonly overrides: EvaluationOverrides;
  /** The published figures, in the order of the steps. */
  readonly published?: string;
}

/** A configuration that is trained with some seeds, and judged. */
export interface Reproduction {
  readonly name: string;
  /** A file of examples/. */
  readonly config: string;
  readonly seeds: readonly number[];
  readonly judgements: readonly Judgement[];
  /** The data folder that it needs, below `--data`. */
  readonly data?: 'omniglot';
}

const sinusoid = (published: string): readonly Judgement[] => [
  { label: 'K = 5', overrides: { shots: 5, steps: [1, 5, 10] }, published },
  { label: 'K = 10', overrides: { shots: 10, steps: [1, 5, 10] } },
];

const omniglot = (steps: readonly number[] | undefined, published?: string): readonly Judgement[] => [
  { label: '1 query a class', overrides: { queries: 1, steps }, ...(published === undefined ? {} : { published }) },
  { label: '15 queries a class', overrides: { queries: 15, steps } },
];

/** What `npm run reproduce` can run. Omniglot's figures are of the Vinyals validation characters; the papers' are of their test characters. */
export const reproductions: readonly Reproduction[] = [
  {
    name: 'sinusoid-maml',
    config: 'sinusoid-maml.yaml',
    seeds: [1, 2, 3],
    judgements: sinusoid('0.67 / 0.38 / 0.35'),
  },
  {
    name: 'sinusoid-pretrained',
    config: 'sinusoid-pretrained.yaml',
    seeds: [1, 2, 3],
    judgements: sinusoid('2.41 / 2.23 / 2.19'),
  },
  {
    name: 'omniglot-maml',
    config: 'omniglot-maml.yaml',
    seeds: [1],
    data: 'omniglot',
    judgements: omniglot([1, 2, 3], '98.7 ± 0.4 after 3 steps'),
  },
  {
    name: 'omniglot-maml-32',
    config: 'omniglot-maml-32.yaml',
    seeds: [1, 2],
    data: 'omniglot',
    judgements: omniglot([1, 2, 3], '98.7 ± 0.4 after 3 steps'),
  },
  {
    name: 'omniglot-fomaml',
    config: 'omniglot-fomaml.yaml',
    seeds: [1],
    data: 'omniglot',
    judgements: omniglot([1, 2, 3], '98.3 ± 0.5'),
  },
  {
    name: 'omniglot-prototypical',
    config: 'omniglot-prototypical.yaml',
    seeds: [1],
    data: 'omniglot',
    judgements: omniglot(undefined, '98.8'),
  },
];
