import type { Score } from '../runs/confusions.js';

/** Columns of text that a table may have. */
const WIDTH = 78;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

const shortened = (name: string, length: number): string =>
  name.length <= length ? name : `${name.slice(0, length - 1)}…`;

/** Rows are what pictures are of, columns what they were taken for: by name, or by number where names have no room. */
function table({ classes, confusions }: Score): string | undefined {
  const digits = Math.max(String(classes.length).length, ...confusions.flat().map((count) => String(count).length));
  const longest = Math.max(...classes.map((name) => name.length));
  const head = Math.min(24, longest);
  const cell = Math.max(digits, longest);
  const named = head + classes.length * (cell + 2) <= WIDTH;
  const wide = head + 5 + classes.length * (digits + 2) <= WIDTH;
  if (!named && !wide) return undefined;
  const width = named ? cell : digits;
  const number = (row: number): string => (named ? '' : `${String(row + 1).padStart(digits)}  `);
  const line = (name: string, cells: readonly string[]): string =>
    [name, ...cells.map((each) => each.padStart(width))].join('  ').trimEnd();
  const top = classes.map((name, column) => (named ? name : String(column + 1)));
  return [
    line(''.padEnd(head + number(0).length), top),
    ...classes.map((name, row) =>
      line(
        `${number(row)}${shortened(name, head).padEnd(head)}`,
        (confusions[row] ?? []).map((count) => (count === 0 ? '·' : String(count))),
      ),
    ),
  ].join('\n');
}

/** What was taken for what, the most frequent first: for more classes than a table has room for. */
function list({ classes, confusions }: Score, shown = 20): string {
  const wrong = confusions
    .flatMap((row, i) => row.map((count, j) => ({ count, from: classes[i], to: classes[j], same: i === j })))
    .filter(({ count, same }) => count > 0 && !same)
    .sort((left, right) => right.count - left.count);
  const rest = wrong.length - shown;
  return [
    ...wrong.slice(0, shown).map(({ count, from, to }) => `${from} taken for ${to}: ${count}`),
    ...(rest > 0 ? [`and ${rest} more pairs`] : []),
  ].join('\n');
}

/** Accuracy and confusions for people. */
export function formatScore(score: Score): string {
  const { accuracy, right, of, unknown } = score;
  const confusions = table(score);
  const rest = unknown === 0 ? '' : `; ${unknown} more lie in folders of no class of the support`;
  return [
    `Accuracy: ${percent(accuracy)} (${right} of ${of} pictures${rest})`,
    confusions === undefined
      ? list(score)
      : `Confusions, a row for each class, a column for what it was taken for:\n${confusions}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}
