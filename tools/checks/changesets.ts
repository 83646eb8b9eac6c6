import getReleasePlan from '@changesets/get-release-plan';
import type { Check } from './check.js';
import { root } from './command.js';

/** The notes for the next release are readable and name packages that exist. */
export const changesets = (): readonly Check[] => [
  // A note that is not throws, with the name of the package.
  { name: 'changesets', run: () => getReleasePlan(root) },
];
