export { calibrationOf } from './calibration/calibration.js';
export type { Calibration, CalibrationBin, CalibrationOptions, Outcome } from './calibration/calibration.js';
export { outcomesOf } from './calibration/outcomes.js';
export { calibrationRecorder } from './calibration/recorder.js';
export type { CalibrationRecorder } from './calibration/recorder.js';
export { evaluate } from './evaluator/evaluate.js';
export { formatEvaluation, inferenceInWords } from './evaluator/format.js';
export type { EvaluateOptions, EvaluationProgress, Inference } from './evaluator/options.js';
export type { EvaluationResult, EvaluationRow } from './evaluator/result.js';
export { pictureEpisodes } from './figures/picture-episodes.js';
export type {
  PictureEpisode,
  PictureEpisodesOptions,
  QueryPicture,
  SupportPicture,
} from './figures/picture-episodes.js';
export type { Pixels } from './figures/pixels.js';
export { sineCurves } from './figures/sine-curves.js';
export type { Point, SineCurve, SineCurves, SineCurvesOptions } from './figures/sine-curves.js';
export { formatValue, unitOf } from './statistics/notation.js';
export { summarize } from './statistics/summary.js';
export type { Summary } from './statistics/summary.js';
export { adaptationSimilarity } from './similarity/adaptation-similarity.js';
export type { AdaptationSimilarityOptions, LayerSimilarity } from './similarity/adaptation-similarity.js';
export type { Activations } from './similarity/grams.js';
export { linearCka } from './similarity/linear-cka.js';
export { meanCca } from './similarity/cca.js';
export type { CcaOptions } from './similarity/cca.js';
