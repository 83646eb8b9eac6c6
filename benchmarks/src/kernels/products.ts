/**
 * Matrix products by the generator that eager kernels and compiled steps share, plain and with relaxed SIMD, in one
 * process and without TensorFlow.js: `npx tsx --conditions=@innerloop/source benchmarks/src/kernels/products.ts [WORD]`
 *
 * With a word, only the products whose names hold it.
 */
import { assemble, instantiate, matmulFunction, productOf } from '@innerloop/codegen';
import type { Matmul } from '@innerloop/codegen';
import { enableRelaxedSimd } from '@innerloop/codegen/node';
import { shapedProducts } from './shaped-products.js';
import type { ShapedProduct } from './shaped-products.js';

const rounds = 40;
const roundMilliseconds = 1.5;
const warmMilliseconds = 80;
const pageBytes = 65_536;

const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** A call of a product's code on a memory of its own. */
function callOf({ a, b }: ShapedProduct, matmul: Matmul, elements: number): () => void {
  const { build, scratchBytes } = matmulFunction(matmul);
  let end = 64;
  const place = (bytes: number): number => {
    const at = end;
    end += Math.ceil((bytes + 64) / 64) * 64;
    return at;
  };
  const [atA, atB, atC] = [count(a), count(b), elements].map((size) => place(size * 4)) as [number, number, number];
  const scratch = place(scratchBytes);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / pageBytes) });
  new Float32Array(memory.buffer).forEach((_, at, values) => (values[at] = Math.sin(at)));
  const run = instantiate(assemble([build]), memory)[build.name];
  return () => run?.(atA, atB, atC, scratch);
}

/** The shortest rounds of some calls, taken in turn, so that a machine that slows down slows all; milliseconds a call. */
function timesOf(calls: readonly (() => void)[]): number[] {
  const round = (call: () => void, milliseconds: number): number => {
    const start = performance.now();
    let times = 0;
    do {
      call();
      times++;
    } while (performance.now() - start < milliseconds);
    return (performance.now() - start) / times;
  };
  calls.forEach((call) => round(call, warmMilliseconds));
  const best = calls.map(() => Infinity);
  for (let at = 0; at < rounds; at++)
    calls.forEach((call, side) => (best[side] = Math.min(best[side] ?? Infinity, round(call, roundMilliseconds))));
  return best;
}

const forms = enableRelaxedSimd() ? ([false, true] as const) : ([false] as const);

function print(product: ShapedProduct): void {
  const { matmul, shape } = productOf(product);
  const times = timesOf(forms.map((relaxed) => callOf(product, { ...matmul, relaxed }, count(shape))));
  const flops = 2 * count(shape) * matmul.depth;
  const [plain = NaN, relaxed = NaN] = times.map((milliseconds) => flops / milliseconds / 1e6);
  const microseconds = ((times[0] ?? NaN) * 1e3).toFixed(1).padStart(9);
  console.log(
    `${product.name.padEnd(44)} ${plain.toFixed(1).padStart(5)} GFLOP/s, relaxed ${relaxed.toFixed(1).padStart(5)} ${microseconds} µs`,
  );
}

const word = process.argv[2] ?? '';
shapedProducts.filter(({ name }) => name.includes(word)).forEach(print);
