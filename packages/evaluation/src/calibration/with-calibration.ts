import { InvalidOptionError } from '@innerloop/core';
import type { Tensor, Tree } from '@innerloop/core';
import type { EvaluateOptions } from '../evaluator/options.js';
import type { EvaluationResult } from '../evaluator/result.js';
import { calibrationRecorder } from './recorder.js';

/** An evaluation, and the calibration of all predictions that it measured. */
export async function withCalibration<Y extends Tree = Tensor>(
  { calibration = {}, ...options }: EvaluateOptions<Y>,
  evaluate: (options: EvaluateOptions<Y>) => Promise<EvaluationResult>,
): Promise<EvaluationResult> {
  const [first, ...more] = [
    ...(options.steps ?? options.presentations ?? [undefined]),
    ...(options.inference === 'both' ? [undefined] : []),
  ];
  if (options.tasks.kind !== 'classification' || more.length > 0) {
    const given =
      more.length > 0 ? `several figures (${first === undefined ? '' : 'steps, '}inference)` : options.tasks.kind;
    throw new InvalidOptionError(
      `evaluate: calibration is of one figure of classification, got ${given}. Leave calibration out, or ask for one number of steps and one inference.`,
    );
  }
  const recorder = calibrationRecorder(options.metric);
  const result = await evaluate({ ...options, metric: recorder.metric });
  return { ...result, calibration: recorder.calibration(calibration) };
}
