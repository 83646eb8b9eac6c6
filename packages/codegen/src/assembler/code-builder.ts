import { float32, float64, signed, unsigned } from './encoding.js';
import {
  bulk,
  f32Codes,
  f32x4Codes,
  f64x2Codes,
  i32Codes,
  i32x4Codes,
  i64x2Codes,
  narrowCodes,
  simd,
  v128Codes,
} from './instructions.js';
import type {
  F32Instruction,
  F32x4Instruction,
  F64x2Instruction,
  I32Instruction,
  I32x4Instruction,
  I64x2Instruction,
  NarrowInstruction,
  V128Instruction,
  ValueType,
} from './instructions.js';

/** A parameter or local variable of the function being built. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/**
 * Straight-line code of one wasm function, instruction by instruction, on the machine's operand stack.
 */
export class CodeBuilder {
  readonly params: readonly Local[];
  protected readonly locals: ValueType[] = [];
  protected readonly code: number[] = [];

  constructor(params: readonly ValueType[]) {
    this.params = params.map((type, index) => ({ index, type }));
  }

  /** A new local variable, zero at the function's start. */
  local(type: ValueType): Local {
    this.locals.push(type);
    return { index: this.params.length + this.locals.length - 1, type };
  }

  protected emit(...bytes: readonly number[]): this {
    for (const byte of bytes) this.code.push(byte);
    return this;
  }

  get({ index }: Local): this {
    return this.emit(0x20, ...unsigned(index));
  }

  set({ index }: Local): this {
    return this.emit(0x21, ...unsigned(index));
  }

  tee({ index }: Local): this {
    return this.emit(0x22, ...unsigned(index));
  }

  i32Const(value: number): this {
    return this.emit(0x41, ...signed(value));
  }

  f32Const(value: number): this {
    return this.emit(0x43, ...float32(value));
  }

  /** Four equal lanes. */
  v128Const(value: number): this {
    const lane = float32(value);
    return this.emit(simd, 0x0c, ...lane, ...lane, ...lane, ...lane);
  }

  /** Four equal integer lanes. */
  v128Integers(value: number): this {
    const lane = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
    return this.emit(simd, 0x0c, ...lane, ...lane, ...lane, ...lane);
  }

  /** The integers 0, step, 2·step, 3·step. */
  v128Ramp(step: number): this {
    const lanes = [0, 1, 2, 3].map((lane) => (lane * step) | 0);
    return this.emit(simd, 0x0c, ...lanes.flatMap((lane) => [0, 8, 16, 24].map((shift) => (lane >>> shift) & 0xff)));
  }

  /** Ones in the first `lanes` lanes, zeros in the others. */
  v128Mask(lanes: number): this {
    return this.emit(simd, 0x0c, ...Array.from({ length: 16 }, (_, byte) => (byte < 4 * lanes ? 0xff : 0)));
  }

  /** Two equal float64 lanes. */
  v128Doubles(value: number): this {
    const lane = float64(value);
    return this.emit(simd, 0x0c, ...lane, ...lane);
  }

  /** Sixteen equal bytes. */
  v128Bytes(byte: number): this {
    return this.emit(simd, 0x0c, ...Array<number>(16).fill(byte));
  }

  i32(instruction: I32Instruction): this {
    return this.emit(i32Codes[instruction]);
  }

  f32(instruction: F32Instruction): this {
    return this.emit(f32Codes[instruction]);
  }

  f32x4(instruction: F32x4Instruction): this {
    return this.emit(simd, ...unsigned(f32x4Codes[instruction]));
  }

  i32x4(instruction: I32x4Instruction): this {
    return this.emit(simd, ...unsigned(i32x4Codes[instruction]));
  }

  f64x2(instruction: F64x2Instruction): this {
    return this.emit(simd, ...unsigned(f64x2Codes[instruction]));
  }

  i64x2(instruction: I64x2Instruction): this {
    return this.emit(simd, ...unsigned(i64x2Codes[instruction]));
  }

  v128(instruction: V128Instruction): this {
    return this.emit(simd, ...unsigned(v128Codes[instruction]));
  }

  narrow(instruction: NarrowInstruction): this {
    return this.emit(simd, ...unsigned(narrowCodes[instruction]));
  }

  /** The first four of sixteen bytes, each as an integer of at least zero. */
  widenBytes(): this {
    return this.emit(simd, ...unsigned(0x89), simd, ...unsigned(0xa9));
  }

  /** A signed integer as the nearest float32. */
  f32OfI32(): this {
    return this.emit(0xb2);
  }

  /** Calls a function by its place among all of the module, imported ones first. Operands: its parameters. */
  call(position: number): this {
    return this.emit(0x10, ...unsigned(position));
  }

  /** The vector with lane `lane` replaced. Operands: vector, float32. */
  replace(lane: number): this {
    return this.emit(simd, 0x20, lane);
  }

  /** The vector with lane `lane` replaced. Operands: vector, integer. */
  replaceInteger(lane: number): this {
    return this.emit(simd, 0x1c, lane);
  }

  /** A float32, or a signed integer, as a float64. */
  toFloat64(from: 'f32' | 'i32'): this {
    return this.emit(from === 'f32' ? 0xbb : 0xb7);
  }

  /** A float64 as the nearest float32, or as an integer: towards zero, NaN to zero, what is out of range to the nearest end. */
  ofFloat64(to: 'f32' | 'i32'): this {
    return to === 'f32' ? this.emit(0xb6) : this.emit(bulk, 0x02);
  }

  /** Lane `lane` of the vector on the stack, as a float32. */
  extract(lane: number): this {
    return this.emit(simd, 0x1f, lane);
  }

  /** Lane `lane` of the vector on the stack, as an integer. */
  extractInteger(lane: number): this {
    return this.emit(simd, 0x1b, lane);
  }

  /** Four lanes picked from two vectors; 0 … 3 are those of the first, 4 … 7 those of the second. */
  shuffle(lanes: readonly [number, number, number, number]): this {
    return this.emit(simd, 0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)));
  }

  /** Picks the first of two operands where the third is not zero. */
  select(): this {
    return this.emit(0x1b);
  }
}
