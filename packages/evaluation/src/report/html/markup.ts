const text: unique symbol = Symbol('markup');

/** HTML that is ready to be shown: only `markup` and `trusted` make it, so no text of a user's reaches a page unescaped. */
export interface Markup {
  readonly [text]: string;
}

/** What can stand in a template: text and numbers, which are escaped, markup, which is not, lists of these, or nothing. */
export type Content = Markup | string | number | undefined | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it can stand between tags and in quoted attributes. */
export const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (character) => entities[character] as string);

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if (Array.isArray(content)) return content.map(rendered).join('');
  return (content as Markup)[text];
}

/** A template of HTML: what is put into it is escaped. */
export const markup = (parts: TemplateStringsArray, ...values: readonly Content[]): Markup => ({
  [text]: parts.reduce((sum, part, i) => sum + rendered(values[i - 1]) + part),
});

/** HTML that a program made, taken as it is: a drawn chart, a style sheet. */
export const trusted = (markup: string): Markup => ({ [text]: markup });

/** The text of some markup. */
export const textOf = (content: Markup): string => content[text];
