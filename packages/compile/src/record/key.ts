import type { Distribution, Key, Shape, Tensor } from '@innerloop/core';
import type { RecordedDraw } from './recording.js';
import type { TraceBackend } from './trace-backend.js';

interface Stream {
  readonly key: string;
  readonly folds: readonly (string | number)[];
  readonly from: number;
}

/** Equal for the same draw only; a label `1` is not a label `'1'`. */
const nameOf = ({ key, folds, from }: Stream, ...what: readonly unknown[]): string =>
  `draw ${JSON.stringify([key, folds, from, ...what])}`;

function draw(backend: TraceBackend, stream: Stream, distribution: Distribution, shape: Shape, tasks?: number): Tensor {
  // Without tasks a draw is from the key's own stream, whatever its slice.
  const from = tasks === undefined ? 0 : stream.from;
  const name = nameOf({ ...stream, from }, distribution, shape, tasks ?? null);
  const whole = tasks === undefined ? [...shape] : [tasks, ...shape];
  const { node, tensor } = backend.placeholder(name, whole, distribution === 'permutation' ? 'int32' : 'float32');
  backend.log('draw', () => node);
  if (!backend.draws.some((known) => known.node === node))
    backend.draws.push({ node, key: stream.key, folds: stream.folds, from, distribution, shape, tasks });
  return tensor;
}

/** A key whose draws are inputs of what is recorded; the same draw twice is one input. */
export function recordingKey(backend: TraceBackend, stream: Stream): Key {
  const { folds, from } = stream;
  return {
    fold: (label) => recordingKey(backend, { ...stream, folds: [...folds, label] }),
    from: (task) => recordingKey(backend, { ...stream, from: from + task }),
    draw: (distribution, shape, tasks) => draw(backend, stream, distribution, shape, tasks),
  };
}

/** The values of a recorded draw, from the key that the run was given. The caller owns the tensor. */
export function drawValues({ folds, from, distribution, shape, tasks }: RecordedDraw, key: Key): Tensor {
  const folded = folds.reduce<Key>((at, label) => at.fold(label), key);
  return folded.from(from).draw(distribution, shape, tasks);
}
