import * as z from 'zod';
import type { Resolve, Schema } from '../contracts/plugin.js';
import type { Offer, Offers } from './collect.js';
import { strict } from './options.js';
import { kindOfPart } from './part.js';

/** A JSON schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

type Definitions = Map<string, JsonSchema>;

/** The JSON schema of configurations: `root`, whose parts refer to `$defs`, one a kind. */
export function jsonSchema(offers: Offers, resolve: Resolve, root?: Schema<unknown>): JsonSchema {
  const definitions: Definitions = new Map();
  const described = root ? schemaOf(strict(root), 'root', definitions) : {};
  for (const [kind, named] of offers) {
    const forms = Array.from(named.values(), (offer) => formOf(offer, resolve, definitions));
    const alone = forms.filter(({ required }) => required.length === 1).map(({ properties }) => properties.use.const);
    definitions.set(kind, { oneOf: alone.length > 0 ? [{ enum: alone }, ...forms] : forms });
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...described,
    $defs: Object.fromEntries(definitions),
  };
}

interface Form extends JsonSchema {
  readonly properties: { readonly use: { readonly const: string } };
  readonly required: readonly string[];
}

/** The schema of `{ use: name, …options }` for one component. */
function formOf({ listed, component }: Offer, resolve: Resolve, definitions: Definitions): Form {
  const { kind, name, summary } = listed;
  const options = schemaOf(strict(component.options(resolve)), `${kind}.${name}`, definitions);
  const { properties, required } = options as { properties?: object; required?: readonly string[] };
  return {
    ...options,
    type: 'object',
    description: summary,
    properties: { use: { const: name }, ...properties },
    required: ['use', ...(required ?? [])],
  };
}

/** The JSON schema of what a schema takes, its parts as references to their kinds; anything, if it is not zod's. */
function schemaOf(schema: Schema<unknown>, owner: string, definitions: Definitions): JsonSchema {
  if (!(schema instanceof z.ZodType)) return {};
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: described }) => {
      const kind = kindOfPart(zodSchema);
      if (kind === undefined) return;
      described.$ref = `#/$defs/${kind}`;
      // A kind that no plugin provides stays this way: nothing fits it.
      if (!definitions.has(kind)) definitions.set(kind, { not: {} });
    },
  });
  return withoutOwnDefinitions(json, owner, definitions);
}

/** A schema whose own `$defs` were moved to the common ones, under names that begin with its owner's. */
function withoutOwnDefinitions(json: object, owner: string, definitions: Definitions): JsonSchema {
  const names = Object.keys('$defs' in json ? (json.$defs as object) : {});
  const text = names.reduce(
    (renamed, name) => renamed.replaceAll(`"#/$defs/${name}"`, `"#/$defs/${owner}.${name}"`),
    JSON.stringify(json),
  );
  const { $defs = {}, ...schema } = JSON.parse(text) as JsonSchema & { $defs?: Record<string, JsonSchema> };
  for (const [name, own] of Object.entries($defs)) definitions.set(`${owner}.${name}`, own);
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));
}
