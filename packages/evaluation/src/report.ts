export { report } from './report/report.js';
export type {
  ConfigurationSection,
  EpisodesSection,
  EvaluationSection,
  Experiment,
  Highlight,
  LabelledResult,
  ReportInput,
  Section,
  SinesSection,
  StepsSection,
  TrainingSection,
} from './report/input.js';
