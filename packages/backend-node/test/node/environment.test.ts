import { describe, expect, it } from 'vitest';
import { settingsFor } from '../../src/node/environment.js';

describe('settings of libtensorflow', () => {
  it('are one thread and the pooled allocator where nothing is said', () => {
    const settings = settingsFor(undefined, {});
    expect(settings).toMatchObject({ TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' });
    expect(settings['TF_CPU_ALLOCATOR_USE_BFC']).toBe('1');
  });

  it('leave alone what the environment says', () => {
    const environment = { TF_CPU_ALLOCATOR_USE_BFC: '0', TF_CPP_MIN_LOG_LEVEL: '0', TF_NUM_INTRAOP_THREADS: '6' };
    expect({ ...environment, ...settingsFor(undefined, environment) }).toMatchObject(environment);
  });

  it('let the number of threads that is asked for outweigh the environment', () => {
    expect(settingsFor(3, { TF_NUM_INTRAOP_THREADS: '6' })['TF_NUM_INTRAOP_THREADS']).toBe('3');
  });
});
