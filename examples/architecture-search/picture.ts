import { summarize } from '@innerloop/evaluation';
import type { Curve, CurvePicture } from '@innerloop/evaluation/report';
import type { SearchResult } from './experiment.js';
import type { Entry } from './measure.js';

/** What random search takes: of each seed the network with the least error on tasks apart from those that are judged. */
export const bestRandom = (entries: readonly Entry[]): readonly Entry[] =>
  [...new Set(entries.map(({ seed }) => seed))].flatMap((seed) =>
    entries
      .filter((entry) => entry.kind === 'random' && entry.seed === seed)
      .sort((a, b) => a.selection - b.selection)
      .slice(0, 1),
  );

/** Groups in the order of the legend; one that was left out has no entries, and no curve. */
const groupsOf = (entries: readonly Entry[]): readonly (readonly [string, readonly Entry[]])[] => {
  const of = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind);
  const groups = [
    ['found, retrained', of('found')],
    ['random', of('random')],
    ['best random', bestRandom(entries)],
    ['relu mlp', of('mlp')],
    ['mixture', of('mixture')],
    ['decided, not retrained', of('decided')],
  ] as const;
  return groups.filter(([, members]) => members.length > 0);
};

/** Mean and spread of networks; of one network what its tasks say. */
function pointOf(x: number, members: readonly Entry[], steps: number) {
  const rows = members.flatMap(({ rows }) => rows.filter((row) => row.steps === steps));
  const [first] = rows;
  if (first === undefined) return { x, y: Number.NaN };
  if (rows.length === 1) return { x, y: first.mean, ci95: first.ci95 };
  const { mean, std } = summarize(rows.map((row) => row.mean));
  return { x, y: mean, ci95: std };
}

/** Errors against steps, and what each seed found after the last of them. */
export function picture({ entries }: SearchResult): CurvePicture {
  const groups = groupsOf(entries);
  const taken = [...new Set(entries.flatMap(({ rows }) => rows.map(({ steps = 0 }) => steps)))].sort((a, b) => a - b);
  const last = taken.at(-1) ?? 0;
  const seeds = [...new Set(entries.map(({ seed }) => seed))];
  const y = { title: 'mean squared error', scale: 'log' } as const;
  const curves = (pointsOf: (members: readonly Entry[]) => Curve['points']): readonly Curve[] =>
    groups.map(([label, members]) => ({ label, points: pointsOf(members) }));
  return {
    panels: [
      {
        title: 'Sinusoids, 5 shots, ± std over networks',
        x: { title: 'steps' },
        y,
        curves: curves((members) => taken.map((steps) => pointOf(steps, members, steps))),
      },
      {
        title: `After ${last} steps, seed by seed`,
        x: { title: 'seed of search and training', names: seeds.map(String) },
        y,
        curves: curves((members) =>
          seeds.map((seed, x) =>
            pointOf(
              x,
              members.filter((entry) => entry.seed === seed),
              last,
            ),
          ),
        ),
      },
    ],
  };
}
