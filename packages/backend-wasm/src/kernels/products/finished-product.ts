import { emitMatmul, FunctionBuilder, matmulScratchBytes, vectorOperations } from '@innerloop/codegen';
import type { Epilogue, Local, Matmul, Operation } from '@innerloop/codegen';
import type { Runtime } from '../../runtime/runtime.js';

/** What becomes of each sum of a product before it is stored: a bias for each column is added, then a function applied. */
export interface Finish {
  readonly bias: boolean;
  readonly activation: string;
}

/** A compiled product and the bytes of work area that it needs. */
export interface FinishedProduct {
  /** Byte addresses; the bias is not read where there is none. */
  readonly run: (a: number, b: number, out: number, scratch: number, bias: number) => void;
  readonly scratchBytes: number;
}

const same: Operation =
  (f) =>
  (...[x]) => {
    if (x !== undefined) f.get(x);
  };
const activations: Readonly<Record<string, Operation | undefined>> = {
  linear: same,
  relu: vectorOperations['relu'],
  sigmoid: vectorOperations['sigmoid'],
};

/** Whether a product can be finished so; the stock kernels know some more. */
export const canFinish = ({ activation }: Finish): boolean => activations[activation] !== undefined;

function epilogueOf({ batch }: Matmul, finish: Finish, bias: Local): Epilogue | undefined {
  const activation = activations[finish.activation] ?? same;
  if (!finish.bias && activation === same) return undefined;
  return {
    streams: finish.bias ? [{ at: bias, batch: batch.map(() => 0), row: 0, column: 1 }] : [],
    begin: (f) => {
      const activate = activation(f);
      const value = f.local('v128');
      return ({ sum, read }) => {
        f.get(sum);
        if (finish.bias) {
          read(0);
          f.f32x4('add');
        }
        f.set(value);
        activate(value);
      };
    },
  };
}

/** Compiles a product with what becomes of its sums. */
export function finishedProduct(runtime: Runtime, matmul: Matmul, finish: Finish): FinishedProduct {
  const build = new FunctionBuilder({ name: 'product', params: ['i32', 'i32', 'i32', 'i32', 'i32'] });
  const [a, b, c, scratch, bias] = build.params as readonly [Local, Local, Local, Local, Local];
  const epilogue = epilogueOf(matmul, finish, bias);
  const whole = epilogue === undefined ? matmul : { ...matmul, epilogue };
  emitMatmul(build, whole, { a, b, c, scratch });
  return { run: runtime.compile(build), scratchBytes: matmulScratchBytes(whole) };
}
