import { InvalidOptionError, isLearned } from '@innerloop/core';
import type { AnyInnerLearner } from '@innerloop/core';

/**
 * Refuses a learner with learned leaves below `prefixes`, which a meta-gradient cannot teach: they would stay where they began, silently.
 *
 * @throws InvalidOptionError naming them
 */
export function expectTaught(
  metaGradient: string,
  { name, specs }: AnyInnerLearner,
  prefixes: readonly string[],
): void {
  const untaught = Object.keys(specs).filter(
    (leaf) => isLearned(specs[leaf]) && prefixes.some((prefix) => leaf.startsWith(prefix)),
  );
  if (untaught.length === 0) return;
  throw new InvalidOptionError(
    `${metaGradient}: '${name}' learns ${untaught.join(', ')}, which this meta-gradient does not teach. Use exact, or a rule with nothing to learn, such as sgd.`,
  );
}
