import { expect } from 'vitest';
import type { Law } from '../../src/index.js';

/** The claims that do not hold. */
export async function brokenClaims(laws: readonly Law[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { claim, run } of laws) {
    try {
      await run();
    } catch {
      broken.push(claim);
    }
  }
  return broken;
}

/** Expects that there is one law whose claim holds these words, and that it is broken. */
export async function expectBroken(laws: readonly Law[], words: string): Promise<void> {
  const meant = laws.filter(({ claim }) => claim.includes(words));
  expect(meant.map(({ claim }) => claim)).toHaveLength(1);
  expect(await brokenClaims(meant)).toHaveLength(1);
}
