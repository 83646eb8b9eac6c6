export { drawPicture } from './charts/draw-picture.js';
export type { Curve, CurveAxis, CurveMark, CurvePanel, CurvePicture, CurvePoint } from './charts/curves.js';
export { report } from './report/report.js';
export type {
  CalibrationSection,
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
