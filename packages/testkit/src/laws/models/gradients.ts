import { mapParams, pick, isLearned, seed } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import { checkGradients } from '../../gradients/check-gradients.js';
import { when } from '../law.js';
import type { Law } from '../law.js';
import { valuesOf } from '../values.js';
import type { ModelSubject } from './subject.js';

const size = { tasks: 2, rows: 3 };

/** Checks `½ Σ f² + Σ w f`, by the learned leaves and the examples. */
function agreesWithDifferences(
  { model, x, context, gradientTolerance }: ModelSubject,
  order: number,
  tasks?: number,
): void {
  tf.tidy(() => {
    const examples = x(size, seed(4));
    const params = valuesOf(model.specs, seed(5), tasks);
    const learned = pick(params, (name) => isLearned(model.specs[name]));
    const weights = seed(7).draw('normal', model.apply(params, examples, context).shape);
    const at = examples.dtype === 'float32' ? { ...mapParams(learned, (tensor) => tensor), ' x': examples } : learned;
    const f = ({ ' x': moved = examples, ...leaves }: typeof at): tf.Tensor => {
      const value = model.apply({ ...params, ...leaves }, moved, context);
      return tf.mean(tf.add(tf.mul(tf.square(value), 0.5), tf.mul(value, weights)));
    };
    when(tasks === undefined ? 'with shared leaves' : 'with leaves per task', () =>
      checkGradients(f, at, { order, context, tolerance: gradientTolerance }),
    );
  });
}

/** Laws of gradients, for models without kinks. */
export const modelGradientLaws = (subject: ModelSubject): readonly Law[] =>
  !subject.smooth
    ? []
    : [1, 2].map((order) => ({
        claim: `has gradients of order ${order} that equal finite differences`,
        run: () => {
          agreesWithDifferences(subject, order);
          agreesWithDifferences(subject, order, size.tasks);
        },
      }));
