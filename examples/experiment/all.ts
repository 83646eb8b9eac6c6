import { architectureSearch } from '../architecture-search/experiment.js';
import { conditionedMaml } from '../conditioned-maml/experiment.js';
import { architectureHalves } from '../architecture-search/halves.js';
import { dataSize } from '../data-size/experiment.js';
import { extrapolation } from '../extrapolation/experiment.js';
import { representationSimilarity } from '../representation-similarity/experiment.js';
import { innerSteps } from '../inner-steps/experiment.js';
import { learnedOptimizerInUnrolls } from '../learned-optimizer/experiment.js';
import { normalization } from '../normalization/experiment.js';
import { neuralProcesses } from '../neural-processes/experiment.js';
import { onlineExperiment } from '../online/experiment.js';
import { classificationTable } from '../tables/pictures.js';
import { tableExperiment } from '../tables/run-table.js';
import { sinusoidTable } from '../tables/sinusoids.js';
import { universality } from '../universality/experiment.js';
import type { Experiment } from './experiment.js';

/** What `npm run experiment` can run, a line each. */
export const experiments: readonly Experiment[] = [
  tableExperiment(sinusoidTable),
  tableExperiment(classificationTable),
  extrapolation,
  dataSize,
  universality,
  representationSimilarity,
  innerSteps,
  learnedOptimizerInUnrolls,
  architectureSearch,
  architectureHalves,
  onlineExperiment,
  normalization,
  neuralProcesses,
  conditionedMaml,
];
