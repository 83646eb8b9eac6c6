import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { partition } from '../../src/partition/partition.js';
import { evaluate } from '../reference/interpret.js';
import { runLockstep, together } from './lockstep.js';
import { choices, graphOf, valuesOf } from './random-graph.js';

/** A sum of one −0 is −0 where the sum of several is 0. */
const numbers = (of: ArrayLike<number>): number[] => Array.from(of, (value) => value + 0);

it('gives what the whole graph gives, for any number of threads', () => {
  const law = fc.property(
    choices,
    fc.nat(40),
    fc.constantFrom(2, 3, 4),
    fc.constantFrom(4, 6),
    (grown, seed, threads, tasks) => {
      const random = graphOf(tasks, grown, 6);
      const { graph, inputs, outputs, split } = random;
      const values = valuesOf(random, seed);
      const expected = evaluate(graph, outputs, new Map(inputs.map((node, at) => [node, values[at]!])));
      const partitioned = partition(graph, inputs, outputs, { threads, tasks, split });
      const found = runLockstep(partitioned, values);
      expect(together(partitioned, found).map(numbers)).toEqual(expected.map(numbers));
      for (const of of found)
        of.forEach((output, at) => partitioned.split.outputs[at] === true || expect(output).toEqual(found[0]![at]));
    },
  );
  fc.assert(law, { numRuns: 600 });
});
