import { FunctionBuilder } from '../assembler/function-builder.js';
import type { Local } from '../assembler/code-builder.js';
import { walk } from '../assembler/walk.js';
import { fieldOf, sizesOf } from './geometry.js';
import type { ConvolutionGeometry } from '@innerloop/core';
import type { Field } from './geometry.js';
import { emitRow } from './rows.js';
import type { RowAction } from './rows.js';

const bytes = 4;

export interface PatchCode {
  /** `run(x, out, scratch)`: byte addresses. */
  readonly build: FunctionBuilder;
  /** Bytes of work area that `run` needs: one padded image. */
  readonly scratchBytes: number;
}

type Move = (field: Local, patches: Local) => void;

/** Walks the patches of one image in order and moves each row of taps between the field and the patches. */
function emitTaps(f: FunctionBuilder, g: ConvolutionGeometry, rowBytes: number, action: RowAction): Move {
  const pixel = g.channels * bytes;
  const joined = g.dilationWidth === 1;
  const floats = joined ? g.kernelWidth * g.channels : g.channels;
  const row = emitRow(f, action, floats);
  const move = ([field, patches]: readonly Local[]): void => {
    if (field === undefined || patches === undefined) return;
    if (action === 'copy') row(field, patches);
    else row(patches, field);
  };
  const segments = joined ? 1 : g.kernelWidth;
  const patchRow = g.kernelWidth * pixel;
  const taps = (at: readonly Local[]): void =>
    walk(f, at, [{ times: segments, strides: [g.dilationWidth * pixel, floats * bytes], body: move }]);
  const patch = (at: readonly Local[]): void =>
    walk(f, at, [{ times: g.kernelHeight, strides: [g.dilationHeight * rowBytes, patchRow], body: taps }]);
  const across = (at: readonly Local[]): void =>
    walk(f, at, [{ times: g.outWidth, strides: [g.strideWidth * pixel, g.kernelHeight * patchRow], body: patch }]);
  return (field, patches) =>
    walk(
      f,
      [field, patches],
      [
        {
          times: g.outHeight,
          strides: [g.strideHeight * rowBytes, g.outWidth * g.kernelHeight * patchRow],
          body: across,
        },
      ],
    );
}

/** Copies the rows of one image into the middle of its padded field, or back. */
function emitCrop(f: FunctionBuilder, g: ConvolutionGeometry, field: Field, into: 'field' | 'image') {
  const row = emitRow(f, 'copy', field.columns * g.channels);
  const imageRow = g.width * g.channels * bytes;
  const fieldRow = field.width * g.channels * bytes;
  const middle = g.padTop * fieldRow + g.padLeft * g.channels * bytes;
  return (image: Local, scratch: Local): void => {
    const start = f.local('i32');
    f.get(scratch).i32Const(middle).i32('add').set(start);
    const body = ([atImage, atField]: readonly Local[]): void => {
      if (atImage === undefined || atField === undefined) return;
      if (into === 'field') row(atImage, atField);
      else row(atField, atImage);
    };
    if (field.columns > 0) walk(f, [image, start], [{ times: field.rows, strides: [imageRow, fieldRow], body }]);
  };
}

function zero(f: FunctionBuilder, address: Local, length: number): void {
  f.get(address).i32Const(0).i32Const(length).memoryFill();
}

/** Emits im2col: the taps of every output pixel in a row, those outside the image zero. */
export function emitIm2Col(g: ConvolutionGeometry): PatchCode {
  const f = new FunctionBuilder({ name: 'im2col', params: ['i32', 'i32', 'i32'] });
  const [x, out, scratch] = f.params as readonly [Local, Local, Local];
  const field = fieldOf(g);
  const fieldBytes = field.height * field.width * g.channels * bytes;
  const taps = emitTaps(f, g, (field.inside ? g.width : field.width) * g.channels * bytes, 'copy');
  const pad = emitCrop(f, g, field, 'field');
  const { images, patches } = sizesOf(g);
  if (!field.inside) zero(f, scratch, fieldBytes);
  const body = ([image, columns]: readonly Local[]): void => {
    if (image === undefined || columns === undefined) return;
    if (!field.inside) pad(image, scratch);
    taps(field.inside ? image : scratch, columns);
  };
  walk(f, [x, out], [{ times: g.batch, strides: [(images / g.batch) * bytes, (patches / g.batch) * bytes], body }]);
  return { build: f, scratchBytes: field.inside ? 0 : fieldBytes + 16 };
}

/** Emits col2im, the transpose of im2col: every tap is added to the pixel that it came from. */
export function emitCol2Im(g: ConvolutionGeometry): PatchCode {
  const f = new FunctionBuilder({ name: 'col2im', params: ['i32', 'i32', 'i32'] });
  const [x, out, scratch] = f.params as readonly [Local, Local, Local];
  const field = fieldOf(g);
  const fieldBytes = field.height * field.width * g.channels * bytes;
  const taps = emitTaps(f, g, (field.inside ? g.width : field.width) * g.channels * bytes, 'add');
  const crop = emitCrop(f, g, field, 'image');
  const { images, patches } = sizesOf(g);
  if (field.inside || field.rows < g.height || field.columns < g.width) zero(f, out, images * bytes);
  const body = ([columns, image]: readonly Local[]): void => {
    if (image === undefined || columns === undefined) return;
    if (!field.inside) zero(f, scratch, fieldBytes);
    taps(field.inside ? image : scratch, columns);
    if (!field.inside) crop(image, scratch);
  };
  walk(f, [x, out], [{ times: g.batch, strides: [(patches / g.batch) * bytes, (images / g.batch) * bytes], body }]);
  return { build: f, scratchBytes: field.inside ? 0 : fieldBytes + 16 };
}
