import { significant } from '../terminal/numbers.js';
import type { ConfigExplanation } from './explain-config.js';

const bytes = (count: number): string =>
  count < 2 ** 20 ? `${significant(count / 2 ** 10)} KiB` : `${significant(count / 2 ** 20)} MiB`;

const thousands = ['', ' k', ' M', ' G', ' T'] as const;

/** `10.7 M` */
function amount(count: number): string {
  const power = Math.min(thousands.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)));
  return `${significant(count / 1000 ** power)}${thousands[power] ?? ''}`;
}

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
  const { recorded, nodes, draws, plan, threads, arenaBytes, moduleBytes, functions, time } = step;
  const rows = plan.groups.map(({ kind, count, flops, bytes: moved }) => [
    kind,
    String(count),
    amount(flops),
    bytes(moved),
  ]);
  return [
    `recorded   ${recorded.length} kernels in ${significant(time.recording)} ms: ${frequencies(recorded)}`,
    `graph      ${nodes} nodes, ${draws} draws of random numbers`,
    `threads    ${threads === 1 ? 'one' : `${threads}: what follows is the work of each`}`,
    `plan       ${plan.kernels} kernels, ${amount(plan.flops)} operations, ${bytes(plan.bytes)} read and written`,
    '',
    table([['kernel', 'count', 'operations', 'bytes'], ...rows]),
    '',
    `memory     ${bytes(arenaBytes)}, ${bytes(4 * plan.constants)} of it constants`,
    `code       ${bytes(moduleBytes)} in ${functions} functions, which equal kernels share, compiled in ${significant(time.compiling)} ms`,
    `a run      ${significant(milliseconds)} ms, ${amount((1000 * threads * plan.flops) / milliseconds)} operations a second`,
  ].join('\n');
}
