import type { GradConfig } from '@tensorflow/tfjs-core';
import { ofConstant } from '../kernel-gradient.js';

const comparisons = [
  'Equal',
  'NotEqual',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
  'LogicalXor',
];
const steps = [
  'Sign',
  'Step',
  'Floor',
  'Ceil',
  'Round',
  'LogicalNot',
  'IsNan',
  'IsInf',
  'IsFinite',
  'ZerosLike',
  'OnesLike',
];
const choices = ['ArgMax', 'ArgMin', 'Any', 'All'];

/** Kernels without a gradient of interest: theirs is zero, and a path through them does not throw. */
export const constants: readonly GradConfig[] = [
  ...[...comparisons, ...steps, ...choices, 'OneHot', 'Multinomial'].map((name) => ofConstant(name)),
];
