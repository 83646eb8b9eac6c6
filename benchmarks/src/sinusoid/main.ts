/** Second-order MAML on sinusoids: innerloop beside stock TensorFlow.js, in one run. `npm run bench:sinusoid -w benchmarks` */
import { compare } from '../compare.js';
import { medianOf } from '../median.js';

const here = (file: string): URL => new URL(file, import.meta.url);
const [stock, ours] = await compare([here('./stock.ts'), here('./innerloop.ts')], {
  rounds: 9,
  steps: 60,
  warmup: 200,
});
if (stock === undefined || ours === undefined) throw new Error('A contender is missing.');

for (const { name, rounds } of [stock, ours]) {
  const times = rounds.map(({ milliseconds }) => milliseconds);
  console.log(
    `${name.padEnd(42)} ${medianOf(times).toFixed(2)} ms a step (${Math.min(...times).toFixed(2)} – ${Math.max(...times).toFixed(2)})`,
  );
}
const ratios = ours.rounds.map(({ milliseconds }, i) => (stock.rounds[i]?.milliseconds ?? Number.NaN) / milliseconds);
console.log(
  `stock / innerloop, round by round           ${medianOf(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)})`,
);
