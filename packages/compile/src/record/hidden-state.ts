import { CompileError } from '@innerloop/core';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import type { TraceBackend } from './trace-backend.js';
import type { TraceEvent } from './trace-event.js';

const sameIds = (a: readonly Node[], b: readonly Node[]): boolean =>
  a.length === b.length && a.every(({ id }, at) => id === b[at]?.id);

function sameNode(left: Graph, right: Graph, at: number): boolean {
  const [a, b] = [left.nodes[at], right.nodes[at]];
  // Values are compared as such: a large constant has no other identity, and NaN is told from no NaN.
  if (a?.op !== 'constant' || b?.op !== 'constant') return left.identities[at] === right.identities[at];
  if (a.dtype !== b.dtype || a.shape.join() !== b.shape.join()) return false;
  return a.values.every((value, place) => Object.is(value, b.values[place]));
}

/** The first event that two recordings do not share, or undefined. */
export function firstDifference(a: TraceBackend, b: TraceBackend): number | undefined {
  let start = 0;
  for (let at = 0; at < Math.max(a.events.length, b.events.length); at++) {
    const [left, right] = [a.events[at], b.events[at]];
    if (left?.what !== right?.what || left?.end !== right?.end) return at;
    const { end, results } = left as TraceEvent;
    if (!sameIds(results, (right as TraceEvent).results)) return at;
    for (; start < end; start++) if (!sameNode(a.graph, b.graph, start)) return at;
  }
  return undefined;
}

const fewest = 4;

/** A node's elements for a message: the first that differ from the other's. */
function shown(node: Node): string {
  if (node.op === 'uniform') return String(node.value);
  if (node.op === 'constant')
    return `[${Array.from(node.values.slice(0, fewest)).join(', ')}${node.values.length > fewest ? ', …' : ''}]`;
  return `${node.op === 'map' ? node.fn : node.op} of shape [${node.shape.join(', ')}]`;
}

function told(event: TraceEvent | undefined): string {
  if (event === undefined) return 'does nothing';
  const { what, results } = event;
  const all = results.map(shown).join(' and ');
  if (what === 'constant') return `makes the constant ${all}`;
  if (what === 'draw') return `draws ${all}`;
  if (what === 'outputs') return `returns ${all}`;
  return `runs '${what}' to ${results.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ')}`;
}

/** Says where two recordings of one function part. */
export function hiddenStateError(a: TraceBackend, b: TraceBackend, at: number, line: string | undefined): CompileError {
  const place = line === undefined ? '' : ` at ${line}`;
  return new CompileError(
    `compile: the function is not the same each time:${place} it ${told(a.events[at])} the first time and ${told(b.events[at])} the second. ` +
      'What changes from run to run must be an argument, a part of the state or a draw of the key: JavaScript numbers, counters, clocks and Math.random are frozen when a function is recorded.',
  );
}
