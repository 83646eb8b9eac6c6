import { baselineRows } from './picture-rows/baselines.js';
import { learnerRows } from './picture-rows/learners.js';
import { ruleRows } from './picture-rows/rules.js';
import type { PictureProblem } from './pictures.js';
import type { Row } from './table.js';

/** A line each: name, parts, settings, and what is trained. All have the same network, tasks, budget and outer rule. */
export const pictureRows: readonly Row<PictureProblem>[] = [...ruleRows, ...learnerRows, ...baselineRows];
