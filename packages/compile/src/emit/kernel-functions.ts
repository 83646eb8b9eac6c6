import { FunctionBuilder } from '@innerloop/codegen';
import type { Local } from '@innerloop/codegen';
import type { Arena } from '../plan/arena.js';
import type { Buffer, Kernel } from '../plan/plan.js';
import type { EmitContext } from './context.js';
import { emitKernel } from './emit-kernel.js';
import { formOf } from './form.js';
import type { Base, Form } from './form.js';
import { codeOf, isCalled, operandsOf } from './kernels/calls.js';

const bytes = 4;

/** How a kernel is run: by which of the functions, with which addresses. */
export interface Call {
  readonly at: number;
  readonly addresses: readonly number[];
}

/** The code of some kernels. */
export interface KernelFunctions {
  readonly functions: readonly FunctionBuilder[];
  /** One for each kernel; undefined for what the host does. */
  readonly calls: readonly (Call | undefined)[];
}

export interface SharingOptions extends Omit<EmitContext, 'placeOf'> {
  readonly addressOf: Arena['addressOf'];
  /** So many kernels that are equal but for addresses share a function; fewer have one each, with constant addresses. */
  readonly sharedFrom: number;
}

/** A function of the addresses of a form's bases. */
function ofAddresses(kernel: Kernel, { bases }: Form, name: string, context: SharingOptions): FunctionBuilder {
  const f = new FunctionBuilder({ name, params: bases.map(() => 'i32' as const) });
  const placeOf = (buffer: Buffer, offset: number): Local =>
    f.params[bases.findIndex((base) => base.buffer === buffer && base.offset === offset)] as Local;
  emitKernel(f, kernel, { ...context, placeOf });
  return f;
}

function ofConstants(kernel: Kernel, name: string, context: SharingOptions): FunctionBuilder {
  const f = new FunctionBuilder({ name, params: [] });
  emitKernel(f, kernel, {
    ...context,
    placeOf: (buffer, offset) => context.addressOf(buffer) + offset * bytes,
  });
  return f;
}

/** Emits each kernel, those that are equal but for addresses once. */
export function kernelFunctions(kernels: readonly Kernel[], options: SharingOptions): KernelFunctions {
  const { addressOf, scratch, sharedFrom } = options;
  const functions: FunctionBuilder[] = [];
  const shared = new Map<string, number>();
  const forms = kernels.map(formOf);
  const counts = new Map<string, number>();
  for (const { key } of forms) counts.set(key, (counts.get(key) ?? 0) + 1);
  const place = (key: string, build: () => FunctionBuilder): number => {
    const at = shared.get(key) ?? functions.push(build()) - 1;
    shared.set(key, at);
    return at;
  };
  const address = ({ buffer, offset }: Base): number => addressOf(buffer) + offset * bytes;
  const calls = kernels.map((kernel, at): Call | undefined => {
    if (kernel.kind === 'allGather') return undefined;
    const form = forms[at] as Form;
    if (isCalled(kernel)) {
      const position = place(form.key, () => codeOf(kernel).build);
      return { at: position, addresses: [...operandsOf(kernel).map(addressOf), scratch] };
    }
    const name = `kernel${at}`;
    if ((counts.get(form.key) as number) < sharedFrom)
      return { at: functions.push(ofConstants(kernel, name, options)) - 1, addresses: [] };
    const position = place(form.key, () => ofAddresses(kernel, form, name, options));
    return { at: position, addresses: form.bases.map(address) };
  });
  return { functions, calls };
}
