import '@tensorflow/tfjs-backend-cpu';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scalar, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeTree } from '../../src/checkpoint/decode-tree.js';
import { encodeTree } from '../../src/checkpoint/encode-tree.js';
import { disposeTree } from '../../src/index.js';
import { plain } from './trees.js';

/** `PYTHON` may name an interpreter that has the packages. */
const python = process.env['PYTHON'] ?? 'python3';
const run = (program: string, ...args: string[]): string =>
  execFileSync(python, ['-c', program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

function hasSafetensors(): boolean {
  try {
    run('import numpy, safetensors.numpy');
    return true;
  } catch {
    return false;
  }
}

const present = hasSafetensors();

describe.skipIf(!present)(
  `the Python package safetensors${present ? '' : ' (skipped: pip install safetensors numpy)'}`,
  () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'innerloop-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('reads what we write: names, types, shapes, values, metadata', async () => {
      const tree = {
        params: {
          'model/kernel': tensor2d([1.5, -2, 3, 4, 5, 6], [2, 3]),
          __metadata__: scalar(7, 'int32'),
          '': scalar(8),
        },
        list: [tensor([true, false], [2], 'bool'), [], tensor([], [0, 3])],
        'ünï.cödé\\ud800': { '\ud800😀': scalar(9) },
      };
      const path = join(folder, 'ours.safetensors');
      writeFileSync(path, await encodeTree(tree, { note: 'ä' }));
      const read = run(
        'import sys, json, safetensors\n' +
          'f = safetensors.safe_open(sys.argv[1], "numpy")\n' +
          'table = {k: [str(f.get_tensor(k).dtype), f.get_tensor(k).tolist()] for k in f.keys()}\n' +
          'print(json.dumps([table, f.metadata()["note"], f.get_tensor("list.2").shape]))',
        path,
      );
      expect(JSON.parse(read)).toEqual([
        {
          'params.model/kernel': [
            'float32',
            [
              [1.5, -2, 3],
              [4, 5, 6],
            ],
          ],
          'params.__metadata__': ['int32', 7],
          'params.': ['float32', 8],
          'list.0': ['bool', [true, false]],
          'list.2': ['float32', []],
          'ünï\\.cödé\\\\ud800.\\ud800😀': ['float32', 9],
        },
        'ä',
        [0, 3],
      ]);
      disposeTree(tree);
    });

    it('reads the tree without tensors, and the tree that is one tensor', async () => {
      const one = scalar(3);
      const root = { __metadata__: one };
      const count = 'import sys, safetensors.numpy; print(len(safetensors.numpy.load_file(sys.argv[1])))';
      for (const [tree, expected] of [[{}, 0] as const, [[], 0] as const, [one, 1] as const, [root, 1] as const]) {
        const path = join(folder, 'small.safetensors');
        writeFileSync(path, await encodeTree(tree));
        expect(Number(run(count, path))).toBe(expected);
      }
      one.dispose();
    });

    it('writes what we read', () => {
      const path = join(folder, 'theirs.safetensors');
      run(
        'import sys, numpy as np, safetensors.numpy\n' +
          'safetensors.numpy.save_file({"w": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(-5, np.int32),' +
          ' "a.b": np.array([True, False, True])}, sys.argv[1], {"format": "np"})',
        path,
      );
      const { tree, metadata } = decodeTree(readFileSync(path));
      const expected = {
        w: tensor2d([0, 1, 2, 3, 4, 5], [2, 3]),
        n: scalar(-5, 'int32'),
        'a.b': tensor([true, false, true], [3], 'bool'),
      };
      const sorted = (form: unknown): unknown[] => [...(form as Map<string, unknown>)].sort();
      expect(sorted(plain(tree))).toEqual(sorted(plain(expected)));
      expect(metadata).toEqual({ format: 'np' });
      disposeTree([tree, expected]);
    });
  },
);
