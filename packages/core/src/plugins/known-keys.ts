import * as z from 'zod';

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The keys that a schema knows of at a path, from all its alternatives there. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const root: unknown = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const definitions = isJson(root) && isJson(root['$defs']) ? root['$defs'] : {};
  const places = path.reduce<readonly Json[]>(
    (at, key) => at.flatMap((place) => alternatives(below(place, key), root, definitions)),
    alternatives(root, root, definitions),
  );
  return [...new Set(places.flatMap(({ properties }) => (isJson(properties) ? Object.keys(properties) : [])))];
}

/** What a JSON schema says of the values under one key or position. */
function below({ properties, additionalProperties, items, prefixItems }: Json, key: PropertyKey): unknown {
  if (typeof key === 'number') return listed(prefixItems)[key] ?? items;
  return isJson(properties) && Object.hasOwn(properties, key) ? properties[String(key)] : additionalProperties;
}

/** A JSON schema's alternatives, references followed. */
function alternatives(schema: unknown, root: unknown, definitions: Json): readonly Json[] {
  if (!isJson(schema)) return [];
  const { $ref: reference, anyOf, oneOf, allOf } = schema;
  if (reference === '#') return alternatives(root, root, definitions);
  const target = typeof reference === 'string' ? definitions[reference.replace('#/$defs/', '')] : undefined;
  const others = [target, ...listed(anyOf), ...listed(oneOf), ...listed(allOf)];
  return [schema, ...others.flatMap((other) => alternatives(other, root, definitions))];
}
