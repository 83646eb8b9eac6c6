import { zipSync } from 'fflate';

/** Numbers of one array. */
interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A `.npy` file of float32. */
function npy({ shape, values }: Numbers): Buffer {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${axes}), }`.padEnd(117) + '\n';
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1');
  return Buffer.concat([start, Buffer.from(header, 'latin1'), Buffer.from(Float32Array.from(values).buffer)]);
}

/** A `.npz` archive as numpy.savez writes it. */
export function npz(arrays: Readonly<Record<string, Numbers>>): Buffer {
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)])), {
      level: 0,
    }),
  );
}
