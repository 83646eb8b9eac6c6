import { gramsOf } from './grams.js';
import type { Activations, Grams } from './grams.js';

/** `‖XᵀY‖² / (‖XᵀX‖ · ‖YᵀY‖)` */
export function alignmentOf({ xx, yy, xy }: Grams): number {
  return xy.norm('frobenius') ** 2 / (xx.norm('frobenius') * yy.norm('frobenius'));
}

/**
 * Linear centred kernel alignment of two layers that saw the same examples: `‖XᵀY‖² / (‖XᵀX‖ · ‖YᵀY‖)` of centred activations `X` and `Y`, in
 * Frobenius norms. From 0 to 1.
 *
 * It is 1 for layers that are rotations and multiples of each other, whatever their numbers of neurons; an invertible linear map changes
 * it in general, since directions count by their variance. NaN where a layer is constant.
 *
 * @throws InvalidDataError if the layers did not see the same two or more examples
 * @see Kornblith, Norouzi, Lee, Hinton 2019, "Similarity of Neural Network Representations Revisited", arXiv:1905.00414
 */
export const linearCka = (left: Activations, right: Activations): number =>
  alignmentOf(gramsOf('linearCka', left, right));
