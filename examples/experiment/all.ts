import { architectureSearch } from '../architecture-search/experiment.js';
import { architectureHalves } from '../architecture-search/halves.js';
import { extrapolation } from '../extrapolation/experiment.js';
import { representationSimilarity } from '../representation-similarity/experiment.js';
import { innerSteps } from '../inner-steps/experiment.js';
import { normalization } from '../normalization/experiment.js';
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
  universality,
  representationSimilarity,
  innerSteps,
  architectureSearch,
  architectureHalves,
  onlineExperiment,
  normalization,
];
