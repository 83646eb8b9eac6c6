import type { EvaluationResult } from '../evaluator/result.js';
import type { PictureEpisode } from '../figures/picture-episodes.js';
import type { SineCurves } from '../figures/sine-curves.js';

/** The loss by iteration, and a metric on validation tasks. */
export interface TrainingSection {
  readonly kind: 'training';
  /** What the loss is called. Default `loss`. */
  readonly loss?: string | undefined;
  readonly losses: readonly { readonly iteration: number; readonly value: number }[];
  readonly validation?:
    | {
        readonly metric: string;
        readonly better: 'higher' | 'lower';
        readonly values: readonly {
          readonly iteration: number;
          readonly value: number;
          readonly ci95?: number | undefined;
        }[];
        /** What was measured, in words: `200 tasks, 5 steps`. */
        readonly note?: string | undefined;
      }
    | undefined;
}

/** "Before / after 1, 5, 10 gradient steps": one panel for each of `sineCurves`' values. */
export interface SinesSection {
  readonly kind: 'sines';
  readonly panels: readonly SineCurves[];
}

/** A metric by adaptation step: results of one metric with a row a number of steps. */
export interface StepsSection {
  readonly kind: 'steps';
  readonly results: readonly LabelledResult[];
}

/** Episodes as pictures with predictions: `pictureEpisodes`' values. */
export interface EpisodesSection {
  readonly kind: 'episodes';
  readonly episodes: readonly PictureEpisode[];
}

/** Reliability diagrams: a figure for each result with `calibration`. */
export interface CalibrationSection {
  readonly kind: 'calibration';
  readonly results: readonly LabelledResult[];
}

/** All figures as a table. */
export interface EvaluationSection {
  readonly kind: 'evaluation';
  readonly results: readonly LabelledResult[];
}

/** What was run: the configuration as it was given, and facts such as versions, seed, command, wall time. */
export interface ConfigurationSection {
  readonly kind: 'configuration';
  /** YAML or JSON. */
  readonly text: string;
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
}

/** A result under the name that the page gives it. */
export interface LabelledResult {
  /** Default: the learner's name and its shots. */
  readonly label?: string | undefined;
  readonly result: EvaluationResult;
}

export type Section = (
  | TrainingSection
  | SinesSection
  | StepsSection
  | EpisodesSection
  | EvaluationSection
  | CalibrationSection
  | ConfigurationSection
) & {
  /** Default: what the section shows. */
  readonly title?: string | undefined;
  /** A sentence below the title. */
  readonly note?: string | undefined;
};

/** A figure to begin with: `97.1 ± 0.3 %`, `5-way 1-shot accuracy`. */
export interface Highlight {
  readonly value: string;
  readonly label: string;
}

/** One experiment: sinusoids, say, or glyphs. */
export interface Experiment {
  readonly title: string;
  readonly description?: string | undefined;
  readonly highlights?: readonly Highlight[] | undefined;
  readonly sections: readonly Section[];
}

/** All that a report is made of: plain JSON, so that it can be kept in a run's folder and drawn again. */
export interface ReportInput {
  readonly title: string;
  readonly description?: string | undefined;
  readonly experiments: readonly Experiment[];
}
