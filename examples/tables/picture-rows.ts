import { baselineRows } from './picture-rows/baselines.js';
import { blackBoxRows } from './picture-rows/black-boxes.js';
import { learnerRows } from './picture-rows/learners.js';
import { metricRows } from './picture-rows/metric.js';
import { ruleRows } from './picture-rows/rules.js';
import type { PictureProblem } from './pictures.js';
import type { Row } from './table.js';

/** A line each: name, parts, settings, and what is trained. All have the same network, tasks, budget and outer rule. */
export const pictureRows: readonly Row<PictureProblem>[] = [
  ...ruleRows,
  ...learnerRows,
  ...baselineRows,
  ...metricRows,
  ...blackBoxRows,
];
