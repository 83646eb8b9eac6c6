import type { TopLevelSpec } from 'vega-lite';

/** Draws a chart as an `<svg>` element. */
export type Draw = (spec: TopLevelSpec) => Promise<string>;

/** Identifiers that Vega makes: it counts them for as long as a process lives. */
const identifiers = /(\bid="|url\(#)((?:clip|gradient_)\d+)/g;

/** Identifiers by chart and place in it: a page has no two alike, and the same ones when it is drawn again. */
function renamed(svg: string, chart: number): string {
  const known: string[] = [];
  return svg.replace(identifiers, (_, before: string, name: string) => {
    if (!known.includes(name)) known.push(name);
    return `${before}chart${chart}-${known.indexOf(name)}`;
  });
}

/**
 * Loads Vega, and gives what draws the charts of one page. Vega draws to text here: no canvas, no document, no network.
 */
export async function charts(): Promise<Draw> {
  const [{ Error: errors, logger, parse, View }, { compile }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
  ]);
  // Vega warns on the console of what is no fault: the extent of a curve of one point, for instance.
  const quiet = logger(errors);
  let drawn = 0;
  return async (spec) => {
    const svg = await new View(parse(compile(spec, { logger: quiet }).spec), {
      renderer: 'none',
      logLevel: errors,
    }).toSVG();
    drawn += 1;
    return renamed(svg, drawn);
  };
}
