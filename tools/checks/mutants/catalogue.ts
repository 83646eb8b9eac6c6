import { answers } from './catalogue/answers.js';
import { beliefs } from './catalogue/beliefs.js';
import { compiler } from './catalogue/compiler.js';
import { data } from './catalogue/data.js';
import { gradients } from './catalogue/gradients.js';
import { learners } from './catalogue/learners.js';
import { networks } from './catalogue/networks.js';
import { sequences } from './catalogue/sequences.js';
import { solved } from './catalogue/solved.js';
import { steps } from './catalogue/steps.js';
import { structure } from './catalogue/structure.js';
import type { Mutant } from './mutant.js';

/** The defects that some law must catch, each by itself. */
export const mutants: readonly Mutant[] = [
  ...gradients,
  ...solved,
  ...structure,
  ...data,
  ...learners,
  ...beliefs,
  ...networks,
  ...steps,
  ...compiler,
  ...answers,
  ...sequences,
];
