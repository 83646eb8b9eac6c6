import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { RunRecord } from '../driver/record.js';

/** Writes a file under a temporary name and gives it its own when it is complete: who reads it sees the old one or the new one. */
export function writeWhole(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.unfinished`;
  writeFileSync(unfinished, content);
  renameSync(unfinished, path);
}

/** The runs of a history, a line of JSON each, oldest first. */
export const parseHistory = (text: string): readonly RunRecord[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as RunRecord);

const digits = 5;
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(digits)) : value;

/** Adds a run at the end of a history. */
export function appendHistory(path: string, record: RunRecord): void {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  writeWhole(path, `${before}${JSON.stringify(record, rounded)}\n`);
}
