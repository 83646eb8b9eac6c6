import { mapParams } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';

/** `σ⁻¹`, finite at both ends: single precision rounds its image to 0 and 1. */
export const logit = (share: number): number => Math.max(-110, Math.min(40, Math.log(share / (1 - share))));

/** The meta-parameters of a learner with `lstm`, its gates constant: `θ ← forget · θ − input · ∇L`. */
export const constantGates = (params: ParamTree, forget: number, input: number): ParamTree =>
  mapParams(params, (tensor, name) => {
    if (name === 'rule/forget/bias') return tf.fill([1], logit(forget));
    if (name === 'rule/input/bias') return tf.fill([1], logit(input));
    return name.startsWith('rule/') ? tf.zerosLike(tensor) : tensor;
  });
