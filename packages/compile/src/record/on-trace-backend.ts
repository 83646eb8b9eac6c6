import { CompileError, forgetAbsent } from '@innerloop/core';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';
import { recordedKernels } from './lower.js';
import type { KernelInputs } from './kernel-call.js';
import type { TraceBackend } from './trace-backend.js';
import { guardVariables } from './variables.js';

const name = 'innerloop-trace';

/** Whether a function is being recorded: what runs compiled code runs eagerly then, so that it is recorded too. */
export const isRecording = (): boolean => tf.getBackend() === name;

/** Every kernel that any engine has, so that one that is not known is told of by us. */
function allKernels(): ReadonlySet<string> {
  const elsewhere = tf
    .engine()
    .backendNames()
    .flatMap((backend) => tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName));
  return new Set([...recordedKernels, ...elsewhere]);
}

/** The trace backend as its kernels see it: of whatever copy of this package, since a process may hold several. */
interface Recorder {
  run(kernel: string, inputs: KernelInputs, attrs?: NamedAttrMap): TensorInfo | TensorInfo[];
}

function registerKernels(): void {
  const there = new Set(tf.getKernelsForBackend(name).map(({ kernelName }) => kernelName));
  for (const kernelName of allKernels()) {
    if (there.has(kernelName)) continue;
    const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
      forgetAbsent(inputs); // the tape reads what is in it
      return (backend as Recorder).run(kernelName, inputs, attrs);
    };
    tf.registerKernel({ kernelName, backendName: name, kernelFunc });
  }
}

/** Takes the engine's tape and variables out of reach; the function returned puts everything back. */
function isolate(backend: TraceBackend): () => void {
  const { state } = tf.engine();
  const { activeTape, gradientDepth, kernelDepth, profiling } = state;
  const debugging = tf.env().getBool('DEBUG');
  if (debugging) tf.env().set('DEBUG', false); // it reads the values of every tensor
  Object.assign(state, { activeTape: null, gradientDepth: 0, kernelDepth: 0, profiling: false });
  const releaseVariables = guardVariables((deed, remedy) => backend.fail(deed, remedy));
  return () => {
    releaseVariables();
    backend.disposeAll();
    Object.assign(state, { activeTape, gradientDepth, kernelDepth, profiling });
    if (debugging) tf.env().set('DEBUG', true);
  };
}

/**
 * Runs `f` with the trace backend in place of the current one. Afterwards everything is as before: the backend, the tape, the number of tensors.
 * A backend that is there already, or that a factory makes at once, is set without waiting: `setBackend` awaits nothing then.
 */
export function onTraceBackend(backend: TraceBackend, f: () => void): void {
  if (isRecording()) {
    throw new CompileError('compile: a function cannot be recorded while another one is. Compile the outer one only.');
  }
  const engine = tf.engine();
  const previous = engine.backendName as string | null | undefined;
  registerKernels();
  tf.registerBackend(name, () => backend, Number.NEGATIVE_INFINITY);
  const restore = isolate(backend);
  try {
    void tf.setBackend(name);
    tf.tidy(f);
  } finally {
    restore();
    if (typeof previous === 'string') void tf.setBackend(previous);
    tf.removeBackend(name);
  }
}
