import { curvesChart } from './curves.js';
import type { CurvePicture } from './curves.js';
import { charts } from './draw.js';

/** Colours that read on white and on black: a picture in a page cannot follow the page's. */
const fixed: Readonly<Record<string, string>> = {
  ink: '#808890',
  muted: '#808890',
  grid: '#80889040',
  surface: '#ffffff',
  accent: '#4a7de0',
  support: '#e0762a',
  'series-1': '#4a7de0',
  'series-2': '#e0762a',
  'series-3': '#1f9a86',
  'series-4': '#a05cc5',
  'series-5': '#c29a14',
  'series-6': '#d0527a',
};

/** Draws curves as an SVG file that stands by itself: no style sheet, no script, no font. */
export async function drawPicture(picture: CurvePicture): Promise<string> {
  const draw = await charts();
  const svg = await draw(curvesChart(picture));
  return `${svg.replace(/var\(--([a-z0-9-]+)\)/g, (_, name: string) => fixed[name] ?? '#808890')}\n`;
}
