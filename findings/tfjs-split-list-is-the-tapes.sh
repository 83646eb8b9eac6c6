#!/usr/bin/env bash
# TensorFlow.js 4.22.0, cpu: the list that split or unstack returns is the one that the gradient tape keeps. Reversing it in place, as a loop
# backward in time does, moves gradients to other places without a word: values are right, slopes are not.
# Needs node and npm. Fails if that changes.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0
cat > reversed.cjs <<'JS'
const tf = require('@tensorflow/tfjs');

// x = [1, 2, 3], read from the end: 1·x₂ + 2·x₁ + 3·x₀, whose gradient is [3, 2, 1].
const weighed = (list) => tf.sum(tf.addN(list.map((x, i) => tf.mul(x, i + 1))));
const ways = {
  'split, reversed copy': (x) => weighed([...tf.split(x, 3)].reverse()),
  'split, reversed in place': (x) => weighed(tf.split(x, 3).reverse()),
  'unstack, reversed in place': (x) => weighed(tf.unstack(x).reverse()),
};
for (const [name, f] of Object.entries(ways)) {
  const { value, grad } = tf.valueAndGrad(f)(tf.tensor1d([1, 2, 3]));
  const slopes = Array.from(grad.dataSync());
  console.info(`${slopes.join() === '3,2,1' ? 'RIGHT' : 'WRONG'} ${name}: value ${value.dataSync()[0]} of 10, gradient ${slopes} of 3,2,1`);
}
JS
node reversed.cjs 2>/dev/null | tee seen
[ "$(grep -c '^WRONG' seen)" -eq 2 ] && [ "$(grep -c 'value 10 of 10' seen)" -eq 3 ] || { echo 'This is no longer so.'; exit 1; }
