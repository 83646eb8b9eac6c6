import { meanSquaredError, mlp, parameterCount } from '@innerloop/core';
import { sgd } from '@innerloop/inner';
import { maml } from '@innerloop/outer';
import { stepOf } from '../experiment/train.js';
import { biased } from './biased.js';

/** Of the bias vector. */
const biasSize = 10;

const sizesOf = (depth: number, width: number) => Array.from({ length: depth }, () => width);

/** The width of `depth` hidden layers with which a network comes nearest to a number of parameters. */
export function widthFor(depth: number, inputs: number, parameters: number): number {
  const count = (width: number): number =>
    parameterCount(mlp({ inputs, hidden: sizesOf(depth, width), outputs: 1 }).specs);
  let width = 1;
  while (count(width + 1) <= parameters) width++;
  return parameters - count(width) <= count(width + 1) - parameters ? width : width + 1;
}

/** MAML with one step of a network of this depth and number of parameters, with a bias vector that adapts. */
export function learnerOf(depth: number, parameters: number, rate: number) {
  const width = widthFor(depth, 1 + biasSize, parameters);
  const network = mlp({ inputs: 1 + biasSize, hidden: sizesOf(depth, width), outputs: 1 });
  const learner = maml({ model: biased(network, biasSize), rule: sgd(rate), loss: meanSquaredError });
  return { learner, step: stepOf(learner) };
}

/** The oracle: the same size of network, told the coefficients, which learns tasks by no step. */
export function oracleOf(depth: number, parameters: number, coefficients: number) {
  const inputs = 1 + coefficients;
  const network = mlp({ inputs, hidden: sizesOf(depth, widthFor(depth, inputs, parameters)), outputs: 1 });
  const learner = maml({ model: network, rule: sgd(0.01), loss: meanSquaredError, steps: 0 });
  return { learner, step: stepOf(learner) };
}
