import type { Resample } from '../picture-form.js';
import type { OpaqueRaster } from '../raster.js';
import { nearest } from './nearest.js';
import { acrossRows, downColumns } from './passes.js';
import type { Side, Span, Taps } from './taps.js';
import { tapsOf } from './taps.js';

/** A part of a picture and the size that it is brought to. */
export interface Resampling {
  readonly across: Span;
  readonly down: Span;
  readonly width: number;
  readonly height: number;
  readonly filter: Resample;
}

/**
 * Brings a part of a picture to another size by a separable filter: rows, then columns, or the other way round, with bytes between the
 * two. A side that keeps its length is left as it is. The pixels are those of Pillow's `resize` with the same filter and box.
 */
export function resample(source: OpaqueRaster, { across, down, width, height, filter }: Resampling): OpaqueRaster {
  const horizontal: Side = { length: source.width, span: across, size: width };
  const vertical: Side = { length: source.height, span: down, size: height };
  if (isWhole(horizontal) && isWhole(vertical)) return source;
  if (filter === 'nearest') return nearest(source, horizontal, vertical);
  const columns = isWhole(horizontal) ? undefined : tapsOf(horizontal, filter);
  const rows = isWhole(vertical) ? undefined : tapsOf(vertical, filter);
  if (rows === undefined) return columns === undefined ? source : acrossRows(source, columns, [0, source.height]);
  if (columns === undefined) return downColumns(source, rows, 0);
  if (columnsFirst(horizontal, vertical)) return acrossRows(downColumns(source, rows, 0), columns, [0, height]);
  const [top, bottom] = rowsOf(rows);
  return downColumns(acrossRows(source, columns, [top, bottom]), rows, top);
}

const isWhole = ({ length, span: [from, to], size }: Side): boolean => from === 0 && to === length && size === length;

/**
 * The order tells where a filter with negative weights overshoots between the passes. It is that of Pillow 13: columns first where
 * more than twice as many rows as columns are lost. Pillow before 13 begins with the rows always.
 */
function columnsFirst(horizontal: Side, vertical: Side): boolean {
  const lost = vertical.length - vertical.size;
  return lost > 0 && lost > 2 * (horizontal.length - horizontal.size);
}

/** The rows that columns are made of: others need not be resampled. */
function rowsOf({ first, count }: Taps): readonly [top: number, bottom: number] {
  const last = first.length - 1;
  return [first[0] as number, (first[last] as number) + (count[last] as number)];
}
