import { significant } from '../terminal/numbers.js';
import type { ConfigExplanation } from './explain-config.js';

const bytes = (count: number): string =>
  count < 2 ** 20 ? `${significant(count / 2 ** 10)} KiB` : `${significant(count / 2 ** 20)} MiB`;

const millions = (count: number): string => `${significant(count / 1e6)} M`;

/** `120 Multiply, 31 Reshape, …`: the most frequent first. */
function frequencies(names: readonly string[], shown = 12): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const first = sorted.slice(0, shown).map(([name, count]) => `${count} ${name}`);
  return [...first, ...(sorted.length > shown ? [`${sorted.length - shown} more`] : [])].join(', ');
}

function table(rows: readonly (readonly string[])[]): string {
  const columns = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(columns[at] as number) : cell.padStart(columns[at] as number))),
    )
    .map((cells) => `  ${cells.join('   ')}`)
    .join('\n');
}

/** The explanation for people: what was recorded, what runs, in how much memory, and how fast. */
export function formatExplanation({ step, milliseconds }: ConfigExplanation): string {
  const { recorded, nodes, draws, plan, arenaBytes, moduleBytes, time } = step;
  const rows = plan.groups.map(({ kind, count, flops, bytes: moved }) => [
    kind,
    String(count),
    millions(flops),
    bytes(moved),
  ]);
  return [
    `recorded   ${recorded.length} kernels in ${significant(time.recording)} ms: ${frequencies(recorded)}`,
    `graph      ${nodes} nodes, ${draws} draws of random numbers`,
    `plan       ${plan.kernels} kernels, ${millions(plan.flops)} operations, ${bytes(plan.bytes)} read and written`,
    '',
    table([['kernel', 'count', 'operations', 'bytes'], ...rows]),
    '',
    `memory     ${bytes(arenaBytes)}, ${bytes(4 * plan.constants)} of it constants`,
    `code       ${bytes(moduleBytes)}, compiled in ${significant(time.compiling)} ms`,
    `a run      ${significant(milliseconds)} ms, ${significant(plan.flops / milliseconds / 1e6)} G operations a second`,
  ].join('\n');
}
