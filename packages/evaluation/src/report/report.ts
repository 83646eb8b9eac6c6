import { charts } from '../charts/draw.js';
import type { Draw } from '../charts/draw.js';
import { calibration } from './sections/calibration.js';
import { configuration } from './sections/configuration.js';
import { episodes } from './sections/episodes.js';
import { evaluation } from './sections/evaluation.js';
import { markup, textOf, trusted } from './html/markup.js';
import type { Markup } from './html/markup.js';
import type { Experiment, ReportInput, Section } from './input.js';
import { pictures } from './html/picture.js';
import type { Picture } from './html/picture.js';
import { sines } from './sections/sines.js';
import { steps } from './sections/steps.js';
import { style } from './html/style.js';
import { training } from './sections/training.js';

/** What the sections draw with, loaded once for a page. */
interface Tools {
  readonly draw: Draw;
  readonly picture: Picture;
}

const titles: Readonly<Record<Section['kind'], string>> = {
  training: 'Training',
  sines: 'Before and after adaptation',
  steps: 'Adaptation, step by step',
  episodes: 'Episodes',
  evaluation: 'Evaluation',
  calibration: 'Calibration',
  configuration: 'Configuration',
};

async function contentOf(section: Section, { draw, picture }: Tools): Promise<Markup> {
  switch (section.kind) {
    case 'training':
      return training(section, draw);
    case 'sines':
      return sines(section, draw);
    case 'steps':
      return steps(section, draw);
    case 'episodes':
      return episodes(section, picture);
    case 'evaluation':
      return evaluation(section);
    case 'calibration':
      return calibration(section, draw);
    case 'configuration':
      return configuration(section);
  }
}

async function card(section: Section, tools: Tools): Promise<Markup> {
  const { title = titles[section.kind], note } = section;
  const said = note === undefined ? undefined : markup`<p class="note">${note}</p>`;
  return markup`<section class="card">
    <h3>${title}</h3>
    ${said}${await contentOf(section, tools)}
  </section>`;
}

async function experimentOf(
  { title, description, highlights = [], sections }: Experiment,
  i: number,
  tools: Tools,
): Promise<Markup> {
  const cards: Markup[] = [];
  for (const section of sections) cards.push(await card(section, tools));
  const figures = highlights.map(
    ({ value, label }) =>
      markup`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`,
  );
  return markup`<article class="experiment" id="experiment-${i + 1}">
    <h2>${title}</h2>
    ${description === undefined ? undefined : markup`<p>${description}</p>`}
    ${figures.length === 0 ? undefined : markup`<dl class="highlights">${figures}</dl>`} ${cards}
  </article>`;
}

const contents = (experiments: readonly Experiment[]): Markup | undefined =>
  experiments.length < 2
    ? undefined
    : markup`<nav aria-label="Experiments">
        <ul>
          ${experiments.map(({ title }, i) => markup`<li><a href="#experiment-${i + 1}">${title}</a></li>`)}
        </ul>
      </nav>`;

/**
 * A page of HTML that shows experiments: curves, pictures, tables, configuration. It opens from disk, asks nothing of the network,
 * follows the reader's light or dark setting, and is readable on a phone. All text is escaped. Equal inputs give equal pages.
 */
export async function report({ title, description, experiments }: ReportInput): Promise<string> {
  const tools: Tools = { draw: await charts(), picture: await pictures() };
  const articles: Markup[] = [];
  for (const [i, experiment] of experiments.entries()) articles.push(await experimentOf(experiment, i, tools));
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header class="page">
          <p class="eyebrow">innerloop report</p>
          <h1>${title}</h1>
          ${description === undefined ? undefined : markup`<p class="lead">${description}</p>`} ${contents(experiments)}
        </header>
        <main>${articles}</main>
        <footer>Made by innerloop: meta-learning on TensorFlow.js.</footer>
      </body>
    </html> `;
  return textOf(page);
}
