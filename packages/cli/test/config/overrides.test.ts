import { fc, test } from '@fast-check/vitest';
import { ConfigError } from '@innerloop/core';
import { describe, expect, it } from 'vitest';
import { withOverrides } from '../../src/config/overrides.js';

const key = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', 'c', 'x', 'y', 'z') });

describe('withOverrides', () => {
  test.prop([fc.array(key, { minLength: 1, maxLength: 4 }), fc.integer(), fc.dictionary(key, fc.integer())])(
    'sets the value at the path, keeps every other setting and the configuration itself',
    (path, value, config) => {
      const before = structuredClone(config);
      const made = withOverrides(config, [`${path.join('.')}=${value}`]) as Record<string, unknown>;
      expect(path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], made)).toBe(value);
      const others = Object.keys(config).filter((name) => name !== path[0]);
      for (const name of others) expect(made[name]).toBe(config[name]);
      expect(config).toEqual(before);
    },
  );

  it('reads values as YAML', () => {
    const made = withOverrides({}, ['a=1e-3', 'b=[1, 2]', 'c=true', 'd=text', 'e={ use: sgd }', 'f=a=b', 'g=']);
    expect(made).toEqual({ a: 1e-3, b: [1, 2], c: true, d: 'text', e: { use: 'sgd' }, f: 'a=b', g: null });
  });

  it('gives a part that was named alone its first option', () => {
    expect(withOverrides({ rule: 'sgd' }, ['rule.learningRate=0.1'])).toEqual({
      rule: { use: 'sgd', learningRate: 0.1 },
    });
  });

  it('lets the last of two win', () => {
    expect(withOverrides({ a: 1 }, ['a=2', 'a=3'])).toEqual({ a: 3 });
  });

  it.each(['a', '=1', 'a..b=1', '.a=1', '__proto__.x=1', 'a.constructor=1', 'a=[1'])('refuses %s', (assignment) => {
    expect(() => withOverrides({}, [assignment])).toThrow(ConfigError);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});
