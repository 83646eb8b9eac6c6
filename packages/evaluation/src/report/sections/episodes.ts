import type { PictureEpisode, QueryPicture, SupportPicture } from '../../figures/picture-episodes.js';
import { formatValue } from '../../statistics/notation.js';
import { markup } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { EpisodesSection } from '../input.js';
import type { Picture } from '../html/picture.js';

/** Episodes as pictures: what the learner saw of each class, and what it says of new images. */
export const episodes = ({ episodes: shown }: EpisodesSection, picture: Picture): Markup =>
  markup`${shown.map((episode, i) => one(episode, i, picture))}`;

function one(episode: PictureEpisode, i: number, picture: Picture): Markup {
  const { classes, accuracy } = episode;
  return markup`<section class="episode" aria-label="Episode ${i + 1}">
    <h4>Episode ${i + 1} <span class="quiet">${formatValue('accuracy', accuracy)} % of its queries right</span></h4>
    <div class="scroll">
      <table class="pictures">
        <thead>
          <tr>
            <td></td>
            ${classes.map((name) => markup`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">support</th>
            ${classes.map((name, at) => markup`<td><div class="images">${supportOf(episode, at, name, picture)}</div></td>`)}
          </tr>
          <tr>
            <th scope="row">query</th>
            ${classes.map((_, at) => markup`<td><div class="images">${queryOf(episode, at, picture)}</div></td>`)}
          </tr>
        </tbody>
      </table>
    </div>
    ${filesOf(episode)}
  </section>`;
}

/** Which files made an episode, where they are known. */
function filesOf({ classes, support, query }: PictureEpisode): Markup | undefined {
  const named = (pictures: readonly SupportPicture[], at: number): string =>
    pictures.flatMap((each) => (each.class === at && each.name !== undefined ? [each.name] : [])).join(', ');
  if (![...support, ...query].some(({ name }) => name !== undefined)) return undefined;
  const rows = classes.map(
    (name, at) =>
      markup`<tr><th scope="row">${name}</th><td>${named(support, at)}</td><td>${named(query, at)}</td></tr>`,
  );
  return markup`<details>
      <summary>files</summary>
      <div class="scroll">
        <table>
          <thead><tr><td></td><th scope="col">support</th><th scope="col">query, as far as shown</th></tr></thead>
          <tbody>${rows}</tbody>
        </table>
      </div>
    </details>`;
}

const supportOf = ({ support }: PictureEpisode, at: number, name: string, picture: Picture): Markup[] =>
  support
    .filter((each) => each.class === at)
    .map(({ image }) => markup`<span class="image">${picture(image, `support image of class ${name}`)}</span>`);

const queryOf = (episode: PictureEpisode, at: number, picture: Picture): Markup[] =>
  episode.query.filter((each) => each.class === at).map((each) => judged(episode, each, picture));

function judged({ classes }: PictureEpisode, query: QueryPicture, picture: Picture): Markup {
  const said = classes[query.predicted] ?? '?';
  const right = query.predicted === query.class;
  const words = `query image of class ${classes[query.class] ?? '?'}, ${right ? 'rightly' : 'wrongly'} taken for ${said}`;
  const mark = markup`<b>${right ? '✓' : '✗'}</b> ${said}`;
  const caption = markup`<span class="said"><span>${mark}</span><em>${Math.round(100 * query.probability)} %</em></span>`;
  return markup`<span class="image ${right ? 'right' : 'wrong'}">${picture(query.image, words)}${caption}</span>`;
}
