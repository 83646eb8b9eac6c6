import { InvalidOptionError } from '@innerloop/core';
import type { ParamSpecs } from '@innerloop/core';

/** The longest of some prefixes that a name begins with. */
export const prefixOf = (prefixes: readonly string[], name: string): string | undefined =>
  prefixes
    .filter((prefix) => name.startsWith(prefix))
    .reduce<string | undefined>(
      (longest, prefix) => (prefix.length >= (longest ?? '').length ? prefix : longest),
      undefined,
    );

/**
 * Sees to it that every prefix is the beginning of a leaf's name: one that is not would do nothing, in silence.
 *
 * @param option  the function and its option: `'groups: factors'`
 * @throws InvalidOptionError that names the prefix and the leaves there are
 */
export function expectPrefixes(option: string, prefixes: readonly string[], specs: ParamSpecs): void {
  const names = Object.keys(specs);
  const unknown = prefixes.find((prefix) => !names.some((name) => name.startsWith(prefix)));
  if (unknown === undefined) return;
  throw new InvalidOptionError(
    `${option} names '${unknown}', but no leaf that the rule moves begins so. There are: ${names.join(', ')}.`,
  );
}
