import type { Node } from '../graph/node.js';

/** One thing that happened while a function was recorded, and what it left in the graph. */
export interface TraceEvent {
  readonly what: string;
  readonly results: readonly Node[];
  /** How many nodes the graph had afterwards. */
  readonly end: number;
}
