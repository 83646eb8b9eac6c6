import { describe, expect, it } from 'vitest';
import { userCall } from '../../src/record/user-line.js';

const stack = (...lines: string[]): string => ['Error', ...lines].join('\n');

describe('userCall', () => {
  it('finds the first frame that is neither TensorFlow.js nor Node', () => {
    const found = userCall(
      stack(
        '    at Engine.readSync (/app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:10:2)',
        '    at Tensor.dataSync (/app/tfjs-core/src/tensor.ts:11:2)',
        '    at node:internal/process/task_queues:95:5',
        '    at /app/src/loss.ts:12:3',
        '    at main (/app/src/main.ts:13:3)',
      ),
    );
    expect(found).toEqual({ line: '/app/src/loss.ts:12', called: 'dataSync' });
  });
  it('reads files with spaces, brackets, drives and addresses', () => {
    for (const [line, expected] of [
      ['    at f (/home/a b (c)/x.ts:1:2)', '/home/a b (c)/x.ts:1'],
      ['    at async f (file:///home/x.ts:3:2)', '/home/x.ts:3'],
      ['    at async file:///home/x.ts:3:2', '/home/x.ts:3'],
      ['    at C:\\some where\\x.ts:4:2', 'C:\\some where\\x.ts:4'],
      ['f@https://host/x.js?a:5:2', 'https://host/x.js?a:5'],
      ['@https://host/x.js:6:2', 'https://host/x.js:6'],
    ] as const)
      expect(userCall(stack(line)).line).toBe(expected);
  });
  it('sees through helpers of compiled functions, and names what the user called', () => {
    const found = userCall(
      stack(
        '    at Tensor.<anonymous> (/app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:10:2)',
        '    at step (/app/node_modules/tslib/tslib.es6.js:102:22)',
        '    at whereAsync_ [as whereAsync] (/app/node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js:12:2)',
        '    at f (/app/a.ts:1:1)',
      ),
    );
    expect(found).toEqual({ line: '/app/a.ts:1', called: 'whereAsync' });
  });
  it('knows our own packages by where this one lies, and no other folders', () => {
    const here = new URL('../../../', import.meta.url).pathname;
    const found = userCall(
      stack(`    at update (${here}inner/src/rules/sgd.ts:1:1)`, `    at test (${here}inner/test/x.ts:2:1)`),
    );
    expect(found).toEqual({ line: `${here}inner/test/x.ts:2`, called: 'update' });
    expect(userCall(stack('    at f (/app/packages/inner/src/x.ts:3:1)')).line).toBe('/app/packages/inner/src/x.ts:3');
  });
  it('has nothing to say of a stack without frames', () => {
    expect(userCall('')).toEqual({ line: undefined, called: undefined });
    expect(userCall(stack('    at /app/node_modules/@tensorflow/x.js:1:1'))).toEqual({
      line: undefined,
      called: undefined,
    });
  });
});
