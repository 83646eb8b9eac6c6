import type { FunctionBuilder, Local } from '@innerloop/codegen';
import type { CumulateKernel, GatherKernel, ScatterKernel } from '../plan/plan.js';
import type { Site } from './site.js';

const bytes = 4;
const lanes = 4;

/** Runs the body for each vector of a row, with its offset and how many of its lanes exist. */
function alongRow(
  f: FunctionBuilder,
  width: number,
  from: Local,
  to: Local,
  body: (offset: number, count: number) => void,
): void {
  const vectors = Math.floor(width / lanes);
  f.repeat(vectors, () => {
    body(0, lanes);
    f.advance(from, lanes * bytes).advance(to, lanes * bytes);
  });
  if (width % lanes > 0) body(0, width % lanes);
}

function store(f: FunctionBuilder, to: Local, value: Local, offset: number, count: number): void {
  const at = (): FunctionBuilder => f.get(to).get(value);
  if (count === 4) at().v128Store(offset);
  else if (count === 1) at().v128StoreLane(0, offset);
  else at().v128StoreHalf(0, offset);
  if (count === 3) at().v128StoreLane(2, offset + 2 * bytes);
}

/** Leaves whether the row that an index names exists. */
const exists = (f: FunctionBuilder, index: Local, rows: number): FunctionBuilder =>
  f.get(index).i32Const(rows).i32('ltU');

function zero(f: FunctionBuilder, address: number, length: number): void {
  f.i32Const(address).i32Const(0).i32Const(length).memoryFill();
}

/** Rows that indices name, one after the other; one that does not exist is zeros. */
export function emitGather(
  f: FunctionBuilder,
  { rows, count, width, source, indices, out }: GatherKernel,
  site: Site,
): void {
  const [index, walk, from, to, row] = [0, 1, 2, 3, 4].map(() => f.local('i32')) as [Local, Local, Local, Local, Local];
  zero(f, site.addressOf(out), out.size * bytes);
  f.i32Const(site.addressOf(indices)).set(walk).i32Const(site.addressOf(out)).set(row);
  f.repeat(count, () => {
    f.get(walk).i32Load().set(index);
    exists(f, index, rows).when(() => {
      f.get(index)
        .i32Const(width * bytes)
        .i32('mul')
        .i32Const(site.addressOf(source))
        .i32('add')
        .set(from);
      f.get(row).set(to);
      f.get(to)
        .get(from)
        .i32Const(width * bytes)
        .memoryCopy();
    });
    f.advance(walk, bytes).advance(row, width * bytes);
  });
}

/** Rows added to those that indices name; one that does not exist is left out. */
export function emitScatter(
  f: FunctionBuilder,
  { rows, count, width, source, indices, out }: ScatterKernel,
  site: Site,
): void {
  const [index, walk, from, to, row] = [0, 1, 2, 3, 4].map(() => f.local('i32')) as [Local, Local, Local, Local, Local];
  const value = f.local('v128');
  zero(f, site.addressOf(out), out.size * bytes);
  f.i32Const(site.addressOf(indices)).set(walk).i32Const(site.addressOf(source)).set(row);
  f.repeat(count, () => {
    f.get(walk).i32Load().set(index);
    exists(f, index, rows).when(() => {
      f.get(index)
        .i32Const(width * bytes)
        .i32('mul')
        .i32Const(site.addressOf(out))
        .i32('add')
        .set(to);
      f.get(row).set(from);
      alongRow(f, width, from, to, (offset, some) => {
        f.get(from).v128Load(offset).get(to).v128Load(offset);
        if (out.dtype === 'float32') f.f32x4('add');
        else f.i32x4('add');
        f.set(value);
        store(f, to, value, offset, some);
      });
    });
    f.advance(walk, bytes).advance(row, width * bytes);
  });
}

/** Running sums along rows. */
export function emitCumulate(f: FunctionBuilder, kernel: CumulateKernel, site: Site): void {
  const { outer, length, exclusive, source, out } = kernel;
  const [from, to] = [f.local('i32'), f.local('i32')];
  const [sum, next] = [f.local('v128'), f.local('v128')];
  f.i32Const(site.addressOf(source)).set(from).i32Const(site.addressOf(out)).set(to);
  f.repeat(outer, () => {
    f.v128Integers(0).set(sum);
    f.repeat(length, () => {
      f.get(sum).get(from).v128LoadSplat();
      if (out.dtype === 'float32') f.f32x4('add');
      else f.i32x4('add');
      f.set(next);
      f.get(to)
        .get(exclusive ? sum : next)
        .v128StoreLane(0);
      f.get(next).set(sum);
      f.advance(from, bytes).advance(to, bytes);
    });
  });
}
