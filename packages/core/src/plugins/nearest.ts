import { distance } from 'fastest-levenshtein';

/**
 * What to say to someone who wrote a name that is not known: the nearest known one if it is likely a slip of the
 * keyboard, or else all of them.
 */
export function suggestion(name: string, known: readonly string[], noun: string): string {
  const near = nearest(name, known);
  if (near !== undefined) return `Did you mean '${near}'?`;
  return known.length === 0 ? `There are no ${noun}.` : `Known ${noun}: ${known.join(', ')}.`;
}

/** The nearest known name, if a third of its letters at most differ, and two in any case; case is ignored. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const candidate of known) {
    const edits = distance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least && edits <= Math.max(2, candidate.length / 3) && edits < candidate.length) {
      [best, least] = [candidate, edits];
    }
  }
  return best;
}
