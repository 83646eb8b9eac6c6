import type * as z from 'zod';
import type { ConfigProblem } from '../errors.js';
import { knownKeys } from './known-keys.js';
import { nearest, suggestion } from './nearest.js';
import { shown } from './problems.js';

type Issue = z.core.$ZodIssue;

/** What zod found wrong with a value, as problems that say what was expected, what was received, and what to do. */
export function problemsOf(issues: readonly Issue[], value: unknown, schema: z.ZodType): ConfigProblem[] {
  return issues.flatMap((issue): ConfigProblem[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, path);
      return issue.keys.map((key) => ({
        path: [...path, key],
        message: `unknown option. ${suggestion(key, known, 'options')}`,
      }));
    }
    if (issue.code === 'invalid_union') return unionProblems(issue, value, schema);
    return [{ path, message: messageOf(issue, valueAt(value, path)) }];
  });
}

function messageOf(issue: Issue, received: unknown): string {
  if (issue.code === 'custom') return issue.message;
  if (received === undefined) return `missing; ${expectationOf(issue)}.`;
  const isChoice = issue.code === 'invalid_value' && typeof received === 'string';
  const slip = isChoice ? nearest(received, issue.values.map(String)) : undefined;
  const hint = slip === undefined ? '' : ` Did you mean '${slip}'?`;
  return `${expectationOf(issue)}, received ${shown(received)}.${hint}`;
}

/** `expected …`: zod's messages begin with words of their own, and some tell the received type, which `shown` does too. */
function expectationOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`;
  if (issue.code === 'invalid_value') return `expected ${alternatives(issue.values.map((value) => shown(value)))}`;
  return issue.message.replace(/^[A-Z][\w ]*: (?=expected)/, '');
}

/** One message if all branches refuse the value itself, or else the problems of the branch that was meant most likely. */
function unionProblems(issue: Issue & { code: 'invalid_union' }, value: unknown, schema: z.ZodType): ConfigProblem[] {
  const { path, errors } = issue;
  const branches = errors.map((branch) => branch.map((inner) => ({ ...inner, path: [...path, ...inner.path] })));
  const deeper = branches.filter((branch) =>
    branch.every((inner) => inner.path.length > path.length || isKeyIssue(inner)),
  );
  const [meant] = deeper.sort((a, b) => a.length - b.length);
  if (meant) return problemsOf(meant, value, schema);
  const expected = branches.flat().map((inner) => expectationOf(inner).replace(/^expected /, ''));
  const expectation = expected.length === 0 ? issue.message : `expected ${alternatives([...new Set(expected)])}`;
  return [{ path, message: `${expectation}, received ${shown(valueAt(value, path))}.` }];
}

const isKeyIssue = (issue: Issue): boolean => issue.code === 'unrecognized_keys';
const alternatives = (list: readonly string[]): string => list.join(' or ');

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    return typeof at === 'object' && at !== null && Object.hasOwn(at, key)
      ? (at as Record<PropertyKey, unknown>)[key]
      : undefined;
  }, value);
}
