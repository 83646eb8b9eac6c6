import type { CurvePanel, CurvePicture } from '@innerloop/evaluation/report';
import type { SimilarityResult } from './experiment.js';

const measures = { cka: 'linear CKA', cca: 'mean CCA' } as const;

/** Similarity of each layer before and after adaptation: a panel a measure, a line a learner. */
export function picture({ learners, tasks }: SimilarityResult): CurvePicture {
  const names = learners[0]?.layers.map(({ layer }) => layer.replace('body/', '')) ?? [];
  const panel = (measure: keyof typeof measures): CurvePanel => ({
    title: `${measures[measure]}, ${tasks}`,
    x: { title: 'layer', names },
    y: { title: 'similarity before and after' },
    curves: learners.map(({ learner, layers }) => ({
      label: learner,
      points: layers.map(({ [measure]: { mean, ci95 } }, x) => ({ x, y: mean, ci95 })),
    })),
  });
  return { panels: [panel('cka'), panel('cca')] };
}
