import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendHistory, parseHistory, writeWhole } from '../../src/report/files.js';
import { measured, recordOf } from '../records.js';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'benchmarks-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a history grows by a line a run, and nothing else is left', () => {
  const path = join(folder, 'new', 'runs.jsonl');
  appendHistory(path, recordOf([measured('stock', [1.23456789])]));
  appendHistory(path, recordOf([], { revision: 'second' }));
  const runs = parseHistory(readFileSync(path, 'utf8'));
  expect(runs.map(({ revision }) => revision)).toEqual(['abc1234', 'second']);
  expect(runs[0]?.measurements[0]?.milliseconds).toEqual([1.2346]);
  expect(readdirSync(join(folder, 'new'))).toEqual(['runs.jsonl']);
});

test('a file is replaced whole', () => {
  const path = join(folder, 'table.md');
  writeWhole(path, 'long ago');
  writeWhole(path, 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
});
