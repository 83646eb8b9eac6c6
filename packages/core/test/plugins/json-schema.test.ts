import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Plugin } from '../../src/index.js';
import { component, createRegistry } from '../../src/plugin.js';
import { experiment, kitchen } from './kitchen.js';

const registry = createRegistry(kitchen);
const schema = registry.schema(experiment) as { $defs: Record<string, { oneOf: unknown[] }> } & Record<string, unknown>;

const valid = { learner: { use: 'maml', model: { use: 'mlp', hidden: [4] }, rule: 'adam' }, train: { iterations: 3 } };

describe('the JSON schema of a registry', () => {
  it('refers to the kinds where a configuration has parts', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        learner: { $ref: '#/$defs/learner' },
        train: { additionalProperties: false, required: ['iterations'] },
      },
      required: ['learner', 'train'],
      additionalProperties: false,
    });
  });

  it('has each component of a kind, and by name alone those that need no options', () => {
    expect(schema.$defs['rule']).toEqual({
      oneOf: [
        { enum: ['sgd', 'adam'] },
        {
          type: 'object',
          description: 'gradient descent',
          properties: {
            use: { const: 'sgd' },
            rate: { type: 'number', exclusiveMinimum: 0, default: 0.01 },
            momentum: { type: 'number' },
          },
          required: ['use'],
          additionalProperties: false,
        },
        {
          type: 'object',
          description: 'Adam',
          properties: { use: { const: 'adam' } },
          required: ['use'],
          additionalProperties: false,
        },
      ],
    });
    expect(schema.$defs['model']?.oneOf).toHaveLength(1);
  });

  it('has the parts of components as references, descriptions and defaults kept', () => {
    expect(schema.$defs['learner']?.oneOf).toMatchObject([
      {
        properties: {
          use: { const: 'maml' },
          model: { $ref: '#/$defs/model', description: 'what is adapted' },
          rule: { $ref: '#/$defs/rule', default: 'sgd' },
          losses: { type: 'array', items: { $ref: '#/$defs/loss' } },
        },
        required: ['use', 'model'],
        additionalProperties: false,
      },
    ]);
  });

  it('lets nothing fit a kind that no plugin provides', () => {
    expect(schema.$defs['data']).toEqual({ not: {} });
  });

  it('accepts what the registry accepts, and refuses what it refuses', () => {
    const reader = z.fromJSONSchema(schema as never);
    expect(reader.safeParse(valid).success).toBe(true);
    for (const wrong of [
      { ...valid, learner: 'maml' },
      { ...valid, extra: 1 },
      { ...valid, train: {} },
      { ...valid, learner: { ...valid.learner, rule: { use: 'sgd', rat: 1 } } },
      { ...valid, learner: { ...valid.learner, rule: 'rmsprop' } },
    ]) {
      expect(reader.safeParse(wrong).success).toBe(false);
      expect(() => registry.parse(experiment, wrong)).toThrow();
    }
  });

  it('keeps the definitions of components apart', () => {
    const node = z.strictObject({ size: z.int() }).meta({ id: 'node' });
    const text = z.strictObject({ text: z.string() }).meta({ id: 'text' });
    const rule = (own: z.ZodType): NonNullable<Plugin['provides']['rule']> => ({
      one: component({
        summary: '',
        options: () => z.object({ first: own, second: own }),
        create: () => ({}) as never,
      }),
    });
    const both = createRegistry(
      { name: 'a', provides: { rule: rule(node) } },
      {
        name: 'b',
        provides: {
          model: {
            one: component({ summary: '', options: () => z.object({ only: text }), create: () => ({}) as never }),
          },
        },
      },
    );
    expect(both.schema()['$defs']).toMatchObject({
      'rule.one.node': { properties: { size: { type: 'integer' } } },
      'model.one.text': { properties: { text: { type: 'string' } } },
      rule: { oneOf: [{ properties: { first: { $ref: '#/$defs/rule.one.node' } } }] },
    });
  });

  it('is there without a root, too', () => {
    expect(Object.keys(registry.schema()['$defs'] as object).sort()).toEqual(['learner', 'loss', 'model', 'rule']);
  });
});
