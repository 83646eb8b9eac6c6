import { markup } from '../html/markup.js';
import type { Markup } from '../html/markup.js';
import type { ConfigurationSection } from '../input.js';

/** The facts of a run, and its configuration as it was given. */
export function configuration({ text, facts = {} }: ConfigurationSection): Markup {
  const known = Object.entries(facts);
  const list = markup`<dl>
    ${known.map(
      ([name, value]) =>
        markup`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
  return markup`${known.length === 0 ? undefined : list}
    <pre><code>${text.trimEnd()}</code></pre>`;
}
