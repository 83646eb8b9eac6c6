import type { Defect } from './defects.js';
import type { Slope } from './slopes.js';

/** Numbers as the page shows them: a few figures, and NaN, ∞ and a real minus. */
export function shown(values: readonly number[]): string {
  const one = (value: number): string => {
    if (Number.isNaN(value)) return 'NaN';
    const size = Math.abs(value) === Infinity ? '∞' : String(Number(Math.abs(value).toPrecision(4)));
    return value < 0 ? `−${size}` : size;
  };
  return values.map(one).join(', ');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(line).join('\n');

export interface SlopeRow {
  readonly row: Slope;
  readonly stock: string;
  readonly ours: string;
}

export interface DefectRow {
  readonly row: Defect;
  readonly stock: string;
  readonly ours: string;
}

/** The page of slopes and derivatives beside other frameworks. */
export function gradientsPage(slopes: readonly SlopeRow[], defects: readonly DefectRow[]): string {
  return `# Gradients beside TensorFlow.js, JAX and PyTorch

Written by a test (\`integration/test/gradients\`). The column innerloop is what the engines \`cpu\` and \`wasm\` and compiled code give, all three the same; TensorFlow.js is version 4.22.0 with its own gradients on \`cpu\`, run by the same test. JAX 0.10.2 and PyTorch 2.15.0 were run once, on 2026-11-30.

\`useBackend\` puts innerloop's gradients into TensorFlow.js, so plain \`tf.*\` code has them too.

## Kinks, ties and bounds

At these points a slope is a choice.

${table(
  ['at', 'TensorFlow.js', 'JAX', 'PyTorch', 'innerloop', 'why'],
  slopes.map(({ row, stock, ours }) => [row.at, stock, row.jax, row.pytorch, ours, row.why]),
)}

Second derivatives at such points are 0: the slope is taken for a constant. A root of squares is one that is made of \`square\`, \`squaredDifference\`, \`pow\` or \`x · x\` by sums, means and scaling; any other root keeps the infinite slope of \`sqrt\` at 0.

## Derivatives that TensorFlow.js 4.22 has wrong

The right value is that of finite differences, or of a constant. Functions of several entries are added up with the weights 1, 2, 3, …; second derivatives are \`Σ_j j · ∂²f / ∂x_i ∂x_j\`.

${table(
  ['derivative of', 'order', 'at', 'TensorFlow.js', 'innerloop, right', 'what is wrong'],
  defects.map(({ row, stock, ours }) => [row.of, String(row.order), shown(row.x), stock, ours, row.fault]),
)}

On its wasm engine, TensorFlow.js also loses the gradient of maximum pooling in windows of which no entry is above 0, and has no gradient of \`gather\` and of a convolution by its filter. \`qr\` and \`bandPart\` have no gradient on any engine.
`;
}
