import { seed, tidy } from '@innerloop/core';
import type { ParamTree } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { expectBorrowed } from '../../memory/borrowed.js';
import { expectNoLeaks } from '../../memory/leaks.js';
import { expectTreesClose, expectTreesEqual } from '../../trees/expect-trees.js';
import { demand } from '../law.js';
import type { Law } from '../law.js';
import { valuesOf } from '../values.js';
import type { ModelSubject } from './subject.js';

const size = { tasks: 2, rows: 3 };

function given({ model, x }: ModelSubject): { readonly params: ParamTree; readonly examples: Tensor } {
  return {
    params: valuesOf(model.specs, seed(5), size.tasks, (name) => name.length % 2 === 0),
    examples: x(size, seed(4)),
  };
}

function pure(subject: ModelSubject): void {
  tf.tidy(() => {
    const { params, examples } = given(subject);
    const apply = (): Tensor => subject.model.apply(params, examples, subject.context);
    const first = expectBorrowed({ params, examples }, apply);
    expectTreesEqual(apply(), first);
  });
}

async function leavesNothing(subject: ModelSubject): Promise<void> {
  const { params, examples } = tidy(() => given(subject));
  await expectNoLeaks(() => tidy(() => subject.model.apply(params, examples, subject.context)));
  [...Object.values(params), examples].forEach((tensor) => tensor.dispose());
}

/** A leaf that a model reads must be asked for by name; one that it does not read in this mode may be missing. */
function namesWhatIsMissing({ model, ...subject }: ModelSubject): void {
  tf.tidy(() => {
    const { params, examples } = given({ model, ...subject });
    const whole = model.apply(params, examples, subject.context);
    const read = Object.keys(params).filter((name) => {
      const rest = Object.fromEntries(Object.entries(params).filter(([other]) => other !== name));
      try {
        expectTreesClose(model.apply(rest, examples, subject.context), whole);
        return false;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        demand(message.includes(name), `Without the leaf '${name}' the error does not name it: ${message}`);
        return true;
      }
    });
    demand(
      read.length > 0 || Object.keys(params).length === 0,
      'The value is the same without any of the leaves: the model ignores them.',
    );
  });
}

/** Laws of purity: parameters and examples in, a value out. */
export const modelPurityLaws = (subject: ModelSubject): readonly Law[] => [
  { claim: 'gives the same bits twice and leaves its arguments as they are', run: () => pure(subject) },
  { claim: 'leaves no tensor behind', run: () => leavesNothing(subject) },
  { claim: 'names a leaf that is missing', run: () => namesWhatIsMissing(subject) },
];
