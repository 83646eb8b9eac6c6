import type { Context } from '../contracts/model.js';

/** The context of a part: its key is folded and its reports are prefixed by the part's name. */
export function within(context: Context, part: string): Context {
  const { report } = context;
  const key = context.key.fold(part);
  if (report === undefined) return { ...context, key };
  return { ...context, key, report: (name, value) => report(`${part}/${name}`, value) };
}
