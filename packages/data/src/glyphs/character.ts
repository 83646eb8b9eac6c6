import type { Seed } from '@innerloop/core';
import { between, pickOne } from '../random/between.js';
import { choose } from '../random/choose.js';
import type { Alphabet } from './alphabet.js';
import { blurred, likeness } from './likeness.js';
import type { Point, Stroke, StrokeForm } from './stroke.js';
import { pointOn, strokeFrom } from './stroke.js';

/** A character as it is meant: strokes, centred on the page. */
export type Character = readonly Stroke[];

/** Characters of one alphabet may be this alike, by `likeness`; and so often another is tried. */
const ALIKE = 0.8;
const ATTEMPTS = 30;

/** Invents the characters of an alphabet, no two of them the same but for a slip of the pen. */
export function inventCharacters(seed: Seed, alphabet: Alphabet, count: number): readonly Character[] {
  const looks: Uint8Array[] = [];
  return Array.from({ length: count }, (_, index) => {
    const next = seed.fold(index).numbers();
    const character = unlike(looks, () => inventCharacter(next, alphabet));
    looks.push(blurred(character));
    return character;
  });
}

/** The first of some attempts that is unlike all that there are, or else the one that is least alike. */
function unlike(looks: readonly Uint8Array[], invent: () => Character): Character {
  let best: { readonly character: Character; readonly alike: number } | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const character = invent();
    const look = blurred(character);
    const alike = looks.reduce((most, other) => Math.max(most, likeness(look, other)), 0);
    if (best === undefined || alike < best.alike) best = { character, alike };
    if (alike < ALIKE) break;
  }
  return (best as { readonly character: Character }).character;
}

/** Some strokes of the alphabet, each starting on an earlier one or elsewhere. */
function inventCharacter(next: () => number, alphabet: Alphabet): Character {
  const count = alphabet.fewest + Math.floor(next() * (alphabet.most - alphabet.fewest + 1));
  const strokes: Stroke[] = [];
  for (const place of choose(next, alphabet.forms.length, Math.min(count, alphabet.forms.length))) {
    const form = alphabet.forms[place] as StrokeForm;
    const joined = strokes.length > 0 && next() < alphabet.joined;
    const start: Point = joined
      ? pointOn(pickOne(next, strokes), next)
      : [between(next, 0.1, 0.9), between(next, 0.1, 0.9)];
    strokes.push(strokeFrom({ ...form, length: form.length * between(next, 0.8, 1.2) }, start));
  }
  return centred(strokes, alphabet, between(next, 0.58, 0.72));
}

/** Moves and scales strokes so that their longer side has the given size, in the middle of the page, wide and slanted as the alphabet is. */
function centred(strokes: readonly Stroke[], { aspect, slant }: Alphabet, size: number): Character {
  const leaning = mapPoints(strokes, ([x, y]) => [x * aspect - y * slant, y]);
  const points = leaning.flatMap((stroke) => stroke.points);
  const [left, right] = extent(points.map(([x]) => x));
  const [top, bottom] = extent(points.map(([, y]) => y));
  const scale = size / Math.max(right - left, bottom - top, 0.3);
  return mapPoints(leaning, ([x, y]) => [
    0.5 + (x - (left + right) / 2) * scale,
    0.5 + (y - (top + bottom) / 2) * scale,
  ]);
}

const extent = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];

/** The same strokes with each control point moved. */
export const mapPoints = (strokes: readonly Stroke[], move: (point: Point) => Point): Character =>
  strokes.map(({ points, smooth }) => ({ points: points.map(move), smooth }));
