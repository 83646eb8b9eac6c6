import { ConfigError, type ConfigProblem } from '../errors.js';

/** The error that tells of all problems of a configuration, one a line, each with its path. */
export function configError(problems: readonly ConfigProblem[]): ConfigError {
  return new ConfigError(problems.map(described).join('\n'), { problems });
}

function described({ path, message }: ConfigProblem): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}

const unsafe = ['__proto__', 'constructor', 'prototype'];

/** A problem for each key in a configuration that could reach into JavaScript's prototypes. */
export function unsafeKeys(config: unknown, path: readonly PropertyKey[] = []): ConfigProblem[] {
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    const here = [...path, key];
    if (!unsafe.includes(key)) return unsafeKeys(value, here);
    return [{ path: here, message: 'this key is refused, since it would reach into JavaScript itself. Remove it.' }];
  });
}

/** A value, short enough for a message. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
