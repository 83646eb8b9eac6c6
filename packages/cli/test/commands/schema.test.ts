import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configSchema } from '../../src/index.js';

it('is what the package publishes: if not, run `npm run schema -w packages/cli`', () => {
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../schema/experiment.schema.json', import.meta.url), 'utf8'),
  );
  expect(published).toEqual(JSON.parse(JSON.stringify(configSchema())));
});
