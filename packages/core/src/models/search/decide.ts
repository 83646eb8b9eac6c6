import { InvalidOptionError } from '../../errors.js';
import { expectCount } from '../../layers/expect.js';
import { nodeOf } from './cell.js';
import type { Choices, Chosen } from './choices.js';

/** The logits of each choice, in the order of its operations. */
export type Logits = Readonly<Record<string, readonly number[]>>;

interface Candidate {
  readonly operation: string;
  readonly logit: number;
}

const candidatesOf = (choice: string, choices: Choices, logits: Logits): readonly Candidate[] =>
  (choices[choice] ?? []).map((operation, i) => ({ operation, logit: logits[choice]?.[i] as number }));

/** The one of the largest logit; the first of equals. */
const strongest = (candidates: readonly Candidate[]): Candidate =>
  candidates.reduce((best, one) => (one.logit > best.logit ? one : best));

/** The operation of the largest logit in each place, the first of equals. */
export const strongestOperations = (choices: Choices, logits: Logits): Chosen =>
  Object.fromEntries(
    Object.keys(choices).map((choice) => [choice, strongest(candidatesOf(choice, choices, logits)).operation]),
  );

interface Edge {
  readonly choice: string;
  /** Of the node that it leads to. */
  readonly node: string;
  readonly operation: string;
  /** `softmax(a)` of that operation among all of the edge, `zero` included. */
  readonly weight: number;
}

/** An edge whose only candidate is `zero` is the weakest there is. */
function edge(choice: string, node: string, candidates: readonly Candidate[]): Edge {
  const others = candidates.filter(({ operation }) => operation !== 'zero');
  if (others.length === 0) return { choice, node, operation: 'zero', weight: 0 };
  const { operation, logit } = strongest(others);
  return { choice, node, operation, weight: 1 / candidates.reduce((sum, one) => sum + Math.exp(one.logit - logit), 0) };
}

function expectCuttable(choice: string, choices: Choices): void {
  if (choices[choice]?.includes('zero') === true) return;
  throw new InvalidOptionError(
    `discretize: incoming cuts the edge '${choice}', which has no candidate 'zero' to cut it with. Search with 'zero', or raise incoming.`,
  );
}

/**
 * The rule of DARTS: into each node of a cell lead its `incoming` strongest edges, the others are `zero`.
 *
 * An edge is as strong as `softmax(a)` of its strongest operation other than `zero`, which is what it keeps; the first of equals. A
 * temperature does not count: a small one makes all edges equally strong. Choices that are no edges keep their strongest operation.
 *
 * @throws InvalidOptionError if no choice is an edge of a cell, an edge to be cut has no `zero`, or `incoming` is no positive integer
 */
export function strongestEdges(choices: Choices, logits: Logits, incoming: number): Chosen {
  expectCount('discretize', 'incoming', incoming);
  const edges = Object.keys(choices).flatMap((choice) => {
    const node = nodeOf(choice);
    return node === undefined ? [] : [edge(choice, node, candidatesOf(choice, choices, logits))];
  });
  if (edges.length === 0) {
    throw new InvalidOptionError('discretize: incoming is for networks of cells, and no choice is an edge of one.');
  }
  const cut = [...new Set(edges.map(({ node }) => node))].flatMap((node) =>
    edges
      .filter((one) => one.node === node)
      .sort((a, b) => b.weight - a.weight)
      .slice(incoming),
  );
  cut.forEach(({ choice }) => expectCuttable(choice, choices));
  return {
    ...strongestOperations(choices, logits),
    ...Object.fromEntries(edges.map(({ choice, operation }) => [choice, operation])),
    ...Object.fromEntries(cut.map(({ choice }) => [choice, 'zero'])),
  };
}
