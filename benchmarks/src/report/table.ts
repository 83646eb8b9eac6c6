import type { RunRecord } from '../driver/record.js';
import { tolerance } from '../statistics/agreement.js';
import { shown, shownSpread } from './numbers.js';
import { byWorkload, labelOf, rowsOf } from './rows.js';
import type { Row } from './rows.js';

/** A markdown table; the first column is text, the others are figures. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map((_, i) => (i === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

const heads = [
  'contender',
  'ms a step: median (range)',
  '× as fast as stock: median (range)',
  'threads',
  'memory, MB',
  'start to first step, s',
  'compile, s',
];

function cells({ measurement, label, time, ratio, compileSeconds, disagreement }: Row): string[] {
  const wrong = disagreement > tolerance ? ` ⚠ disagrees by ${disagreement.toExponential(1)}` : '';
  const remark = measurement.remark === undefined ? '' : ` (${measurement.remark})`;
  return [
    label + remark + wrong,
    shownSpread(time),
    ratio === undefined ? '–' : shownSpread(ratio),
    String(measurement.threads),
    (measurement.peakBytes / 1e6).toFixed(0),
    shown(measurement.readyMilliseconds / 1000),
    shown(compileSeconds),
  ];
}

function versions({ measurements }: RunRecord): string {
  const found = new Map<string, Set<string>>();
  for (const [name, version] of measurements.flatMap((one) => Object.entries(one.versions))) {
    found.set(name, (found.get(name) ?? new Set()).add(version));
  }
  return [...found].map(([name, all]) => `${name} ${[...all].join(' and ')}`).join(', ');
}

function about(record: RunRecord): string {
  const { date, revision, machine, busyBefore, seconds } = record;
  const { cpu, cores, gigabytes, system } = machine;
  const busy =
    busyBefore < 0.2 ? '' : ` **Other programs kept ${busyBefore.toFixed(1)} processors busy: figures are rough.**`;
  return (
    `${date.slice(0, 10)}, revision ${revision}, in ${Math.round(seconds / 60)} minutes on ${cpu}, ${cores} cores, ` +
    `${gigabytes} GB, ${system}. ${versions(record)}.${busy}`
  );
}

function left({ skipped }: RunRecord): string {
  if (skipped.length === 0) return '';
  const reasons = new Map<string, string[]>();
  for (const { workload, contender, reason } of skipped) {
    const line = `${labelOf(contender)}: ${reason}`;
    reasons.set(line, [...(reasons.get(line) ?? []), workload]);
  }
  const lines = [...reasons].map(([line, workloads]) => `- ${line} (${workloads.join(', ')})`);
  return `## Left out\n\n${lines.join('\n')}\n`;
}

/** The report of a run: a table a workload, growth apart, and who was left out why. */
export function report(record: RunRecord, growth: string): string {
  const plain = record.measurements.filter(({ workload }) => !workload.startsWith('growth/'));
  const sections = [...byWorkload(plain)].map(
    ([workload, measurements]) => `## ${workload}\n\n${table(heads, rowsOf(measurements).map(cells))}\n`,
  );
  return ['# Measured\n', `${about(record)}\n`, ...sections, growth, left(record)]
    .filter((part) => part !== '')
    .join('\n');
}
