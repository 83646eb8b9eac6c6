import { formatSize, measuredInWords, rowsAreOf } from '../../evaluator/format.js';
import { formatValue, inWords, unitOf } from '../../statistics/notation.js';
import { markup } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { EvaluationSection, LabelledResult } from '../input.js';
import { labelOf } from './steps.js';

function lines(labelled: LabelledResult): readonly Markup[] {
  const { result } = labelled;
  const { metric, rows, tasks, episodes, seed, normalization } = result;
  const unit = unitOf(metric);
  const best = rows.reduce((left, right) =>
    (result.better === 'higher' ? right.mean > left.mean : right.mean < left.mean) ? right : left,
  );
  return rows.map((row, i) => {
    const value = markup`${formatValue(metric, row.mean)}
      <span class="quiet">± ${formatValue(metric, row.ci95)}${unit && ` ${unit}`}</span>`;
    const head = markup`<th scope="rowgroup" rowspan="${rows.length}">
      ${labelOf(labelled)}<small>${inWords(metric)}</small>
    </th>`;
    const told = markup`<td rowspan="${rows.length}">${tasks}<small>${formatSize(result)}</small></td>`;
    const terms = markup`<td rowspan="${rows.length}">
      ${episodes} tasks, seed ${seed}<small>normalization: ${normalization}</small
      ><small>${measuredInWords(result)}</small>
    </td>`;
    return markup`<tr>
      ${i === 0 ? [head, told] : undefined}
      <td class="number">${row.steps ?? row.presentation ?? '–'}</td>
      <td class="number">${row === best ? markup`<strong>${value}</strong>` : value}</td>
      <td class="number">${formatValue(metric, row.std)}</td>
      ${i === 0 ? terms : undefined}
    </tr>`;
  });
}

/** What the figures are: `Accuracy on test tasks that training has not seen, after each number of adaptation steps`. */
function captionOf(results: readonly LabelledResult[]): string {
  const metrics = [...new Set(results.map(({ result }) => inWords(result.metric)))].join(' and ');
  const inSteps = results.some(({ result }) => result.rows.some(({ steps }) => steps !== undefined));
  const after = inSteps ? ', after each number of adaptation steps' : '';
  const presented = results.some(({ result }) => rowsAreOf(result.rows) === 'presentation');
  const at = presented ? ', at each presentation of a class' : '';
  return `${metrics.charAt(0).toUpperCase()}${metrics.slice(1)} over tasks of the evaluation${after}${at}`;
}

/** What the rows of the results are told apart by: `steps`, `presentation`, or both. */
const columnOf = (results: readonly LabelledResult[]): string =>
  [...new Set(results.map(({ result }) => rowsAreOf(result.rows)))].join(' or ');

/** All figures with what they were measured on. */
export const evaluation = ({ results }: EvaluationSection): Markup =>
  markup`<div class="scroll">
      <table>
        <caption>
          ${captionOf(results)}
        </caption>
        <thead>
          <tr>
            <th scope="col">learner</th>
            <th scope="col">tasks</th>
            <th scope="col" class="number">${columnOf(results)}</th>
            <th scope="col" class="number">mean ± 95 %</th>
            <th scope="col" class="number">std</th>
            <th scope="col">measured on</th>
          </tr>
        </thead>
        ${results.map(
          (labelled) =>
            markup`<tbody>
              ${lines(labelled)}
            </tbody>`,
        )}
      </table>
    </div>
    <p class="quiet small">
      The interval is 1.96 · std / √n over the n test tasks, with the sample standard deviation (n − 1). Figures of
      different normalization or inference do not compare.
    </p>`;
