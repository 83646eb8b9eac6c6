import { pixelsOf } from '../../src/figures/pixels.js';
import type { Pixels } from '../../src/figures/pixels.js';
import type { EvaluationResult } from '../../src/index.js';
import type { PictureEpisode, SineCurves } from '../../src/index.js';
import type { ReportInput } from '../../src/report.js';

/** Numbers on [0, 1) that look random and never change. */
export function madeUp(start: number): () => number {
  let state = start;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export const losses = (count: number, floor: number, top: number): { iteration: number; value: number }[] => {
  const next = madeUp(count);
  return Array.from({ length: count }, (_, i) => ({
    iteration: (i + 1) * 10,
    value: floor + (top - floor) * Math.exp(-i / (count / 6)) * (0.6 + 0.8 * next()) + floor * next(),
  }));
};

export function sinePanel(label: string, shots: number, quality: number): SineCurves {
  const next = madeUp(3);
  const [amplitude, phase] = [3.4, 0.9];
  const xs = Array.from({ length: 101 }, (_, i) => -5 + i / 10);
  const truth = (x: number): number => amplitude * Math.sin(x - phase);
  const before = (x: number): number => 0.5 * Math.sin(x - 1.6) + 0.05 * x;
  const curves = [0, 1, 5, 10].map((steps) => {
    const weight = quality * (1 - 0.75 ** steps * (steps === 0 ? 1 : 0.5));
    const points = xs.map((x) => [x, (1 - weight) * before(x) + weight * truth(x)] as const);
    return { steps, points, error: points.reduce((sum, [x, y]) => sum + (y - truth(x)) ** 2, 0) / xs.length };
  });
  const support = Array.from({ length: shots }, () => -5 + 10 * next()).map((x) => [x, truth(x)] as const);
  return { label, shots, amplitude, phase, truth: xs.map((x) => [x, truth(x)] as const), support, curves };
}

export function regression(learner: string, shots: number, means: readonly number[]): EvaluationResult {
  const rows = [0, 1, 5, 10].map((steps, i) => ({
    steps,
    mean: means[i] as number,
    std: means[i] as number,
    ci95: (means[i] as number) * 0.08,
    count: 600,
  }));
  return {
    learner,
    tasks: 'sinusoids',
    kind: 'regression',
    size: { ways: 1, shots, queries: 10 },
    metric: 'mean-squared-error',
    better: 'lower',
    episodes: 600,
    seed: 1,
    normalization: 'none',
    rows,
  };
}

export function classification(learner: string, means: readonly number[]): EvaluationResult {
  const rows = means.map((mean, i) => ({
    ...(means.length > 1 ? { steps: [0, 1, 3, 5, 10][i] as number } : {}),
    mean,
    std: 0.06,
    ci95: 0.0048,
    count: 600,
  }));
  return {
    ...regression(learner, 1, [0, 0, 0, 0]),
    tasks: 'glyphs/test',
    kind: 'classification',
    size: { ways: 5, shots: 1, queries: 15 },
    metric: 'accuracy',
    better: 'higher',
    normalization: 'transductive (batch statistics)',
    rows,
  };
}

/** A glyph of three pen strokes, jittered. */
export function glyph(character: number, drawing: number): Pixels {
  const pen = madeUp(character * 7919);
  const jitter = madeUp(drawing * 104729 + character);
  const image = new Array<number>(28 * 28).fill(0);
  const place = (): [number, number] => [4 + 20 * pen() + 2 * jitter(), 4 + 20 * pen() + 2 * jitter()];
  for (let stroke = 0; stroke < 3; stroke += 1) {
    const [from, bend, to] = [place(), place(), place()];
    for (let t = 0; t <= 1; t += 0.01) {
      const at = (axis: 0 | 1): number => (1 - t) ** 2 * from[axis] + 2 * t * (1 - t) * bend[axis] + t ** 2 * to[axis];
      for (let dy = -1; dy <= 1; dy += 1) {
        for (let dx = -1; dx <= 1; dx += 1) {
          const [x, y] = [Math.round(at(0)) + dx, Math.round(at(1)) + dy];
          const cell = 28 * y + x;
          if (x >= 0 && x < 28 && y >= 0 && y < 28)
            image[cell] = Math.max(image[cell] as number, dx === 0 || dy === 0 ? 1 : 0.4);
        }
      }
    }
  }
  return pixelsOf(image, { width: 28, height: 28, channels: 1 });
}

export function episode(start: number, shots = 1): PictureEpisode {
  const next = madeUp(start);
  const classes = ['A', 'B', 'C', 'D', 'E'];
  const support = classes.flatMap((_, i) =>
    Array.from({ length: shots }, (__, shot) => ({ image: glyph(start + i, shot), class: i })),
  );
  const query = classes.flatMap((_, i) =>
    Array.from({ length: 3 }, (__, drawing) => {
      const right = next() + next() > 0.5;
      return {
        image: glyph(start + i, 50 + drawing),
        class: i,
        predicted: right ? i : (i + 2) % 5,
        probability: right ? 0.7 + 0.3 * next() : 0.3 + 0.3 * next(),
      };
    }),
  );
  return {
    classes,
    support,
    query,
    accuracy: query.filter((each) => each.predicted === each.class).length / query.length,
  };
}

const validation = (
  count: number,
  from: number,
  to: number,
  ci95: number,
): { iteration: number; value: number; ci95: number }[] => {
  const next = madeUp(count);
  return Array.from({ length: count }, (_, i) => ({
    iteration: (i + 1) * 500,
    value: to + (from - to) * Math.exp(-i / 5) + (next() - 0.5) * ci95,
    ci95,
  }));
};

const config = `data:
  use: sinusoids
  shots: 10
learner:
  use: maml
  model: { use: mlp, inputs: 1, hidden: [40, 40], outputs: 1 }
  rule: { use: sgd, learningRate: 0.01 }
  steps: 1
train:
  iterations: 20000
  metaBatch: 25
  seed: 7
`;

const facts = {
  command: 'innerloop train examples/sinusoid-maml.yaml',
  seed: 7,
  'wall time': '1 min 52 s',
  innerloop: '0.1.0',
  'TensorFlow.js': '4.22.0, wasm',
  Node: '20.20.2',
};

/** A page as the demo makes it, with made-up figures. */
export const sampleReport: ReportInput = {
  title: 'Learning to learn, in three minutes',
  description:
    'Two meta-learners trained on this machine by npm run demo: MAML on sine curves, and a few-shot classifier of hand-drawn glyphs.',
  experiments: [
    {
      title: 'Sinusoid regression with MAML',
      description:
        'Second-order MAML, trained with 10 support points a task, and a network of the same form pretrained on all tasks.',
      highlights: [
        { value: '0.54 ± 0.05', label: 'MSE after 1 step, K = 5' },
        { value: '0.33 ± 0.03', label: 'MSE after 10 steps, K = 5' },
        { value: '2.71 ± 0.19', label: 'pretrained network, 1 step, K = 5' },
      ],
      sections: [
        {
          kind: 'training',
          loss: 'mean squared error',
          losses: losses(2000, 0.12, 4.2),
          validation: {
            metric: 'mean-squared-error',
            better: 'lower',
            values: validation(40, 3.1, 0.41, 0.12),
            note: '200 tasks, K = 5, 1 step',
          },
        },
        {
          kind: 'sines',
          note: 'One task that was never trained on. All panels share their axes.',
          panels: [
            sinePanel('MAML', 5, 0.95),
            sinePanel('Pretrained on all tasks', 5, 0.35),
            sinePanel('MAML', 10, 1),
            sinePanel('Pretrained on all tasks', 10, 0.45),
          ],
        },
        {
          kind: 'steps',
          results: [
            { label: 'MAML, K = 5', result: regression('maml', 5, [4.2, 0.54, 0.36, 0.33]) },
            { label: 'MAML, K = 10', result: regression('maml', 10, [4.2, 0.41, 0.19, 0.14]) },
            { label: 'Pretrained, K = 5', result: regression('maml', 5, [4.3, 2.71, 2.2, 2.05]) },
          ],
        },
        {
          kind: 'evaluation',
          results: [
            { label: 'MAML, K = 5', result: regression('maml', 5, [4.2, 0.54, 0.36, 0.33]) },
            { label: 'Pretrained, K = 5', result: regression('maml', 5, [4.3, 2.71, 2.2, 2.05]) },
          ],
        },
        { kind: 'configuration', text: config, facts },
      ],
    },
    {
      title: 'Few-shot glyphs',
      description: 'Five characters of alphabets that were never trained on, one drawing of each to learn from.',
      sections: [
        {
          kind: 'training',
          loss: 'cross entropy',
          losses: losses(900, 0.15, 1.7),
          validation: {
            metric: 'accuracy',
            better: 'higher',
            values: validation(20, 0.4, 0.95, 0.015),
            note: '100 tasks',
          },
        },
        {
          kind: 'steps',
          results: [{ label: 'MAML, 5-way 1-shot', result: classification('maml', [0.2, 0.931, 0.948, 0.951, 0.952]) }],
        },
        { kind: 'episodes', episodes: [episode(11), episode(23, 2)] },
        {
          kind: 'evaluation',
          results: [
            { result: classification('maml', [0.2, 0.931, 0.948, 0.951, 0.952]) },
            { result: classification('prototypical', [0.958]) },
          ],
        },
        { kind: 'configuration', text: config.replace('sinusoids', 'glyphs'), facts },
      ],
    },
  ],
};
