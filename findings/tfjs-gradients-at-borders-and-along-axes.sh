#!/usr/bin/env bash
# TensorFlow.js 4.22.0, cpu: three gradients of plain functions are wrong without a word. That of cumsum along the first axis of a square
# comes out transposed; that of avgPool with 'same' padding counts places outside of the picture; that of mirrorPad loses what the copies add.
# Each is set beside central differences of the very function.
# Needs node and npm. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0
cat > gradients.cjs <<'JS'
const tf = require('@tensorflow/tfjs');

const weighed = (f) => (x) => {
  const y = f(x);
  return tf.sum(tf.mul(y, tf.reshape(tf.range(1, y.size + 1), y.shape)));
};
const differences = (f, x) => {
  const values = Array.from(x.dataSync());
  return values.map((_, at) => {
    const moved = (by) => f(tf.tensor(values.map((value, i) => value + (i === at ? by : 0)), x.shape)).dataSync()[0];
    return (moved(0.5) - moved(-0.5)).toFixed(2); // the functions are linear: no error but rounding
  });
};
const cases = {
  'cumsum along axis 0 of [2, 2]': [weighed((x) => tf.cumsum(x, 0)), [2, 2]],
  "avgPool, 2 × 2, 'same', of [3, 3]": [weighed((x) => tf.avgPool(tf.reshape(x, [1, 3, 3, 1]), 2, 1, 'same')), [3, 3]],
  'mirrorPad by 1 of [3]': [weighed((x) => tf.mirrorPad(x, [[1, 1]], 'reflect')), [3]],
};
for (const [name, [f, shape]] of Object.entries(cases)) {
  const x = tf.reshape(tf.range(1, shape.reduce((a, b) => a * b, 1) + 1), shape);
  const found = Array.from(tf.grad(f)(x).dataSync(), (value) => value.toFixed(2));
  const right = differences(f, x);
  console.info(`${found.join() === right.join() ? 'RIGHT' : 'WRONG'} ${name}: ${found} where differences are ${right}`);
}
JS
node gradients.cjs 2>/dev/null | tee seen
[ "$(grep -c '^WRONG' seen)" -eq 3 ] || { echo 'This is no longer so.'; exit 1; }
