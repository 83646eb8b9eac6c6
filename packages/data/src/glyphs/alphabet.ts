import type { Seed } from '@innerloop/core';
import { between, pickOne } from '../random/between.js';
import type { StrokeForm, StrokeKind } from './stroke.js';
import { strokeKinds } from './stroke.js';

/** How the characters of one alphabet are alike: they are put together from the same few strokes in the same manner. */
export interface Alphabet {
  /** The strokes that its characters are made of. */
  readonly forms: readonly StrokeForm[];
  readonly fewest: number;
  readonly most: number;
  /** Chance that a stroke starts on an earlier one rather than anywhere. */
  readonly joined: number;
  /** Width against height. */
  readonly aspect: number;
  /** Sideways lean a unit of height. */
  readonly slant: number;
}

/** Invents an alphabet: its grammar of strokes, angularity, curvature, width and slant. */
export function inventAlphabet(seed: Seed): Alphabet {
  const next = seed.numbers();
  const angles = pickOne(next, [4, 6, 8, 8, 12, 24]);
  const curvature = between(next, 0.2, 0.65);
  const favourites = strokeKinds.map((kind) => ({ kind, weight: (kind === 'dot' ? 0.15 : 1) * next() ** 2 }));
  const count = 6 + Math.floor(next() * 4);
  const forms = Array.from({ length: count }, () => inventForm(next, angles, curvature, favourites));
  const fewest = pickOne(next, [1, 2, 2, 2]);
  return {
    forms,
    fewest,
    most: fewest + pickOne(next, [1, 2, 2]),
    joined: between(next, 0.55, 1),
    aspect: between(next, 0.75, 1.2),
    slant: between(next, -0.2, 0.2),
  };
}

type Favourite = { readonly kind: StrokeKind; readonly weight: number };

function inventForm(
  next: () => number,
  angles: number,
  curvature: number,
  favourites: readonly Favourite[],
): StrokeForm {
  const kind = weighted(next, favourites);
  const direction = (2 * Math.PI * Math.floor(next() * angles)) / angles;
  const side = next() < 0.5 ? -1 : 1;
  return { kind, direction, length: between(next, 0.3, 0.8), bend: side * curvature * between(next, 0.75, 1.25) };
}

function weighted(next: () => number, favourites: readonly Favourite[]): StrokeKind {
  let left = next() * favourites.reduce((sum, { weight }) => sum + weight, 0);
  const found = favourites.find(({ weight }) => (left -= weight) < 0);
  return found?.kind ?? 'line';
}
