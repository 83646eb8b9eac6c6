/**
 * The name in the file of the tensor at a place of a tree: the names and list positions on the way to it, joined by
 * dots, `params.model/conv1/kernel`. Two places of one tree have two names.
 *
 * A dot or backslash within a name gets a backslash before it; a lone surrogate, which UTF-8 cannot hold, becomes
 * `\u` and its number; the one name that the format reserves gets a backslash before it.
 */
export function leafName(path: readonly string[]): string {
  const name = path.map(escaped).join('.');
  return name === '__metadata__' ? `\\${name}` : name;
}

function escaped(part: string): string {
  return part.replace(/[\\.]/g, '\\$&').replace(/\p{Surrogate}/gu, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}
