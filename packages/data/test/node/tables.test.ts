import { InvalidDataError, InvalidOptionError, seed, useBackend } from '@innerloop/core';
import '@tensorflow/tfjs-backend-cpu';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { series, table } from '../../src/node.js';
import type { TableOptions } from '../../src/node.js';
import { values } from '../values.js';
import { temporaryFolder } from './fixtures.js';

beforeAll(() => useBackend('cpu'));

const folder = await temporaryFolder();
const request = { seed: seed(1), tasks: 10, params: {} };
let files = 0;

/** A file of these lines, and what is opened of it. */
async function written(content: string | Buffer): Promise<string> {
  const path = join(folder, `${files++}.csv`);
  await writeFile(path, content);
  return path;
}

/** Six sites of four rows each. */
const lines = [
  'site,temp,dose,yield,kind',
  ...Array.from({ length: 24 }, (_, row) => `s${row % 6},${row},${row / 2},${3 * row},k${Math.floor(row / 6) % 2}`),
];
const usual = { task: 'site', x: ['temp', 'dose'], y: 'yield', shots: 2, queries: 2, standardize: false } as const;

const drawn = async (content: string | Buffer, options: Partial<TableOptions> = {}) =>
  values(await (await table({ ...usual, path: await written(content), ...options }).open('train')).sample(request));

describe('table', () => {
  it('has the columns of each task', async () => {
    const { query } = await drawn(lines.join('\n'));
    const temps = query.x.filter((_, at) => at % 2 === 0);
    expect(query.y).toEqual(temps.map((temp) => 3 * temp));
    expect(query.x.filter((_, at) => at % 2 === 1)).toEqual(temps.map((temp) => temp / 2));
    expect(temps[0]! % 6).toBe(temps[1]! % 6);
  });

  it('takes every column that is left for x, several outputs, and classes', async () => {
    const numbers = lines.map((line) => line.split(',').slice(0, 4).join(','));
    const open = async (options: Partial<TableOptions>) =>
      (
        await table({ ...usual, path: await written(numbers.join('\n')), x: undefined, ...options }).open('train')
      ).sample(request);
    const several = await open({ y: ['yield', 'dose'] });
    expect([several.support.x.shape, several.support.y.shape]).toEqual([
      [10, 2, 1],
      [10, 2, 2],
    ]);
    values(several);
    const classes = await drawn(lines.join('\n'), {
      y: 'kind',
      kind: 'classification',
      ways: 2,
      shots: 1,
      queries: 1,
      numbering: 'fixed',
    });
    const temps = classes.query.x.filter((_, at) => at % 2 === 0);
    expect(classes.query.y).toEqual(temps.flatMap((temp) => (Math.floor(temp / 6) % 2 === 0 ? [1, 0] : [0, 1])));
  });

  it.each<[string, (text: string) => string | Buffer, Partial<TableOptions>]>([
    ['semicolons', (text) => text.replaceAll(',', ';'), {}],
    ['tabs', (text) => text.replaceAll(',', '\t'), {}],
    ['bars, as asked for', (text) => text.replaceAll(',', '|'), { delimiter: '|' }],
    ['decimal commas', (text) => text.replaceAll(',', ';').replaceAll('.', ','), { decimal: ',' }],
    [
      'quotes, line ends of Windows and empty lines',
      (text) => text.replace(/s(\d)/g, '"s$1"').replaceAll('\n', '\r\n') + '\r\n\r\n',
      {},
    ],
    ['a byte-order mark', (text) => '\ufeff' + text, {}],
    ['UTF-16', (text) => Buffer.from('\ufeff' + text, 'utf16le'), {}],
  ])('reads %s', async (_, change, options) => {
    expect(await drawn(change(lines.join('\n')), options)).toEqual(await drawn(lines.join('\n')));
  });

  it('leaves large numbers that differ little apart when it standardises', async () => {
    const times = ['site,at,y', ...Array.from({ length: 8 }, (_, row) => `a,${1_700_000_000 + (row % 2)},0`)];
    const { support } = await drawn(times.join('\n'), { x: ['at'], y: 'y', standardize: 'x', split: { train: ['a'] } });
    expect(new Set(support.x)).toEqual(new Set([-1, 1]));
  });

  it.each<[string, string, Partial<TableOptions>, string]>([
    [
      'a missing value',
      's1,1,,3,k',
      {},
      "row 25 of 'FILE' has no value in column 'dose'. Fill it in, or leave such rows out with missing: 'skip'.",
    ],
    ['NA', 's1,1,NA,3,k', {}, "has no value in column 'dose'"],
    ['a missing target', 's1,1,1,NaN,k', {}, "has no value in column 'yield'"],
    ['a missing task', ',1,1,3,k', {}, "has no value in column 'site'"],
    ['text', 's1,warm,1,3,k', {}, "row 25 of 'FILE' has 'warm' in column 'temp', which is no number"],
    ['infinity', 's1,1e99,1,3,k', {}, "has '1e99' in column 'temp'"],
    ['hexadecimal', 's1,0x10,1,3,k', {}, "has '0x10' in column 'temp'"],
    ['a decimal comma', 's1,"1,5",1,3,k', {}, "For commas in numbers, pass decimal: ','."],
    ['too few values', 's1,1', {}, 'is no table of values separated by'],
    [
      'an unknown column',
      's1,1,1,3,k',
      { y: 'harvest' },
      "has no column 'harvest'. There are: site, temp, dose, yield, kind.",
    ],
    ['the target among the inputs', 's1,1,1,3,k', { x: ['yield'] }, "column 'yield' has two uses"],
    ['text among all columns', 's1,1,1,3,k', { x: undefined }, "in column 'kind'"],
    [
      'unknown tasks',
      's1,1,1,3,k',
      { split: { train: ['s9'] } },
      '1 of the tasks listed for train have no examples: s9',
    ],
  ])('refuses %s, and says where', async (_, line, options, message) => {
    const path = await written([...lines, line].join('\n'));
    const open = table({ ...usual, path, ...options }).open('train');
    await expect(open).rejects.toThrow(message.replace('FILE', path));
    await expect(open).rejects.toSatisfy(
      (error) => error instanceof InvalidDataError || error instanceof InvalidOptionError,
    );
  });

  it('leaves rows out that lack a value in a column that is used, if asked to', async () => {
    const content = [...lines, 's1,1,,3,k', 's1,,5,3,k'].join('\n');
    expect(await drawn(content, { missing: 'skip' })).toEqual(await drawn(lines.join('\n')));
  });

  it('refuses files that are no tables', async () => {
    await expect(drawn('a,b\n')).rejects.toThrow('has no rows');
    await expect(drawn('site,x,x\na,1,2')).rejects.toThrow("has two columns 'x'");
    await expect(table({ ...usual, path: '/nowhere.csv' }).open('train')).rejects.toThrow(InvalidDataError);
    expect(() => table({ ...usual, path: 'x', kind: 'classification', y: ['a', 'b'] })).toThrow(InvalidOptionError);
  });

  const shared = fileURLToPath(new URL('../../../../../shared/data/parkinsons/parkinsons_updrs.data', import.meta.url));
  it.skipIf(!existsSync(shared))(
    'reads 42 patients, standardised by 27 of them (../shared/data/parkinsons)',
    async () => {
      const source = table({ path: shared, task: 'subject#', y: ['motor_UPDRS', 'total_UPDRS'] });
      const counts = await Promise.all(
        (['train', 'validation', 'test'] as const).map(async (split) => (await source.tasks(split)).length),
      );
      expect(counts).toEqual([27, 7, 8]);
      const { x, y } = await source.standardization();
      expect([x?.mean.length, y?.mean.length]).toEqual([19, 2]);
      expect(y?.mean[0]).toBeGreaterThan(15);
      expect(y?.mean[0]).toBeLessThan(27);
    },
  );
});

describe('series', () => {
  const hours = [
    'station,hour,level,rain',
    ...Array.from({ length: 60 }, (_, row) => `st${row % 2},${Math.floor(row / 2)},${row},0`),
  ];
  const settings = {
    columns: ['level', 'rain'],
    targets: ['level'],
    series: 'station',
    window: 2,
    shots: 2,
    queries: 2,
    standardize: false,
  } as const;

  it('has the steps of one station a task, in the order of the file', async () => {
    const source = series({
      ...settings,
      path: await written(hours.join('\n')),
      time: 'hour',
      split: { train: ['st0'], test: ['st1'] },
    });
    const { support } = values(await (await source.open('test')).sample({ ...request, tasks: 1 }));
    const first = support.x[0] as number;
    expect(first % 2).toBe(1);
    expect(support.x).toEqual([first, 0, first + 2, 0, first + 2, 0, first + 4, 0]);
    expect(support.y).toEqual([first + 4, first + 6]);
  });

  it('refuses rows that go back in time, and targets that are not seen', async () => {
    const path = await written([...hours, 'st0,3,1,0'].join('\n'));
    await expect(series({ ...settings, path, time: 'hour' }).open('train')).rejects.toThrow(
      `row 61 of '${path}' is not after the one before it in 'st0' (column 'hour')`,
    );
    await expect(series({ ...settings, path, time: 'station' }).open('train')).rejects.toThrow(
      "has 'st0' in column 'station'",
    );
    expect(() => series({ ...settings, path, targets: ['snow'] })).toThrow(
      "the target 'snow', which is not among the columns",
    );
  });
});
