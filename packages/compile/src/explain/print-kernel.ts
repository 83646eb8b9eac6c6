import type { Access, Buffer, Expression, Kernel } from '../plan/plan.js';

const name = ({ id }: Buffer): string => `b${id}`;

/** `b3[4 + 40·d0 + d2]`: an element of a buffer at a place of the loop. */
function element({ buffer, offset, strides }: Access): string {
  const terms = strides.flatMap((stride, d) => (stride === 0 ? [] : [stride === 1 ? `d${d}` : `${stride}·d${d}`]));
  const sum = [...(offset === 0 && terms.length > 0 ? [] : [String(offset)]), ...terms];
  return `${name(buffer)}[${sum.join(' + ')}]`;
}

export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'load':
      return element(expression.access);
    case 'number':
      return String(expression.value);
    case 'place': {
      const terms = expression.scales.flatMap((scale, d) => (scale === 0 ? [] : [`${scale}·d${d}`]));
      return [expression.offset, ...terms].join(' + ');
    }
    case 'apply':
      return `${expression.fn}(${expression.operands.map(printExpression).join(', ')})`;
    case 'result':
      return 'result';
  }
}

const finished = (epilogue: Expression): string =>
  epilogue.kind === 'result' ? '' : `, then ${printExpression(epilogue)}`;

/** `matmul [25 10 40] depth 40: b9[…] = Σ b3[…] · b7[…], then relu(add(result, b4[d2]))` */
export function printKernel(kernel: Kernel): string {
  switch (kernel.kind) {
    case 'map':
      return `map [${kernel.dims.join(' ')}]: ${element(kernel.out)} = ${printExpression(kernel.value)}`;
    case 'reduce':
    case 'argReduce': {
      const dims = kernel.dims.map((size, d) => (kernel.reduced[d] === true ? `(${size})` : String(size)));
      const after = kernel.kind === 'reduce' ? finished(kernel.epilogue) : '';
      return `${kernel.kind} ${kernel.fn} [${dims.join(' ')}]: ${element(kernel.out)} = ${printExpression(kernel.value)}${after}`;
    }
    case 'matmul': {
      const product = `Σ ${element(kernel.a)} · ${element(kernel.b)}${finished(kernel.epilogue)}`;
      return `matmul [${kernel.dims.join(' ')}] depth ${kernel.depth}: ${element(kernel.out)} = ${product}`;
    }
    case 'gather':
    case 'scatter':
      return `${kernel.kind} ${kernel.count} of ${kernel.rows} rows of ${kernel.width}: ${name(kernel.out)} from ${name(kernel.source)} by ${name(kernel.indices)}`;
    case 'solve':
      return `solve ${kernel.batch} of ${kernel.n} × ${kernel.n} for ${kernel.m}: ${name(kernel.out)} from ${name(kernel.matrices)} and ${name(kernel.sides)}`;
    case 'im2col':
    case 'col2im':
    case 'cumulate':
    case 'allGather':
      return `${kernel.kind}: ${name(kernel.out)} [${kernel.out.shape.join(' ')}] from ${name(kernel.source)} [${kernel.source.shape.join(' ')}]`;
  }
}
