import { ConfigError } from '@innerloop/core';
import { parse } from 'yaml';

type Settings = Readonly<Record<string, unknown>>;

/** Whether a part of a configuration has settings of its own. */
export const isRecord = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

function splitAssignment(assignment: string): { readonly path: readonly string[]; readonly value: unknown } {
  const at = assignment.indexOf('=');
  const path = assignment.slice(0, Math.max(at, 0)).split('.');
  if (at < 1 || path.some((name) => name === '')) {
    throw new ConfigError(`--set: expected a.b=value, got '${assignment}'.`);
  }
  const bad = path.find((name) => forbidden.has(name));
  if (bad !== undefined) throw new ConfigError(`--set: '${bad}' cannot be a key of a configuration.`);
  try {
    return { path, value: parse(assignment.slice(at + 1)) as unknown };
  } catch (error) {
    throw new ConfigError(`--set: the value of '${assignment}' is not well-formed YAML.`, { cause: error });
  }
}

function assign(config: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  // A part that was named only, `rule: sgd`, becomes a record when one of its options is set.
  const record = isRecord(config) ? config : typeof config === 'string' ? { use: config } : {};
  return { ...record, [name]: assign(Object.hasOwn(record, name) ? record[name] : undefined, rest, value) };
}

/**
 * A configuration with single settings replaced: `a.b=c`, the value read as YAML.
 *
 * @throws ConfigError if an assignment is not of that form
 */
export const withOverrides = (config: unknown, assignments: readonly string[]): unknown =>
  assignments.map(splitAssignment).reduce((sofar, { path, value }) => assign(sofar, path, value), config);
