import { float32, signed, text, unsigned } from './encoding.js';
import { bulk, f32Codes, f32x4Codes, i32Codes, narrowCodes, simd, v128Codes, valueTypes } from './instructions.js';
import type {
  F32Instruction,
  F32x4Instruction,
  I32Instruction,
  NarrowInstruction,
  V128Instruction,
  ValueType,
} from './instructions.js';

/** A parameter or local variable of the function being built. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

const empty = 0x40;
const floatAlignment = 2;

/**
 * Builds the body of one wasm function, instruction by instruction, on the machine's operand stack.
 *
 * Memory offsets are in bytes. Alignment hints are those of a float32, so any element address is legal.
 */
export class FunctionBuilder {
  readonly name: string;
  readonly params: readonly Local[];
  private readonly locals: ValueType[] = [];
  private readonly code: number[] = [];

  constructor({ name, params }: { readonly name: string; readonly params: readonly ValueType[] }) {
    this.name = name;
    this.params = params.map((type, index) => ({ index, type }));
  }

  /** A new local variable, zero at the function's start. */
  local(type: ValueType): Local {
    this.locals.push(type);
    return { index: this.params.length + this.locals.length - 1, type };
  }

  private emit(...bytes: readonly number[]): this {
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

  v128(instruction: V128Instruction): this {
    return this.emit(simd, ...unsigned(v128Codes[instruction]));
  }

  narrow(instruction: NarrowInstruction): this {
    return this.emit(simd, ...unsigned(narrowCodes[instruction]));
  }

  /** The low byte of an integer. Operands: address, integer. */
  byteStore(offset = 0): this {
    return this.emit(0x3a, 0, ...unsigned(offset));
  }

  f32Load(offset = 0): this {
    return this.emit(0x2a, floatAlignment, ...unsigned(offset));
  }

  f32Store(offset = 0): this {
    return this.emit(0x38, floatAlignment, ...unsigned(offset));
  }

  v128Load(offset = 0): this {
    return this.emit(simd, 0x00, floatAlignment, ...unsigned(offset));
  }

  /** One float32 into all four lanes. */
  v128LoadSplat(offset = 0): this {
    return this.emit(simd, 0x09, floatAlignment, ...unsigned(offset));
  }

  v128Store(offset = 0): this {
    return this.emit(simd, 0x0b, floatAlignment, ...unsigned(offset));
  }

  /** Lane `lane` (0 … 3) to memory. Operands: address, vector. */
  v128StoreLane(lane: number, offset = 0): this {
    return this.emit(simd, 0x5a, floatAlignment, ...unsigned(offset), lane);
  }

  /** Lanes 0, 1 or 2, 3 to memory. Operands: address, vector. */
  v128StoreHalf(half: 0 | 1, offset = 0): this {
    return this.emit(simd, 0x5b, floatAlignment, ...unsigned(offset), half);
  }

  /** Lane `lane` of the vector on the stack, as a float32. */
  extract(lane: number): this {
    return this.emit(simd, 0x1f, lane);
  }

  /** Four lanes picked from two vectors; 0 … 3 are those of the first, 4 … 7 those of the second. */
  shuffle(lanes: readonly [number, number, number, number]): this {
    return this.emit(simd, 0x0d, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)));
  }

  /** Operands: destination, byte value, length in bytes. */
  memoryFill(): this {
    return this.emit(bulk, 0x0b, 0);
  }

  /** Operands: destination, source, length in bytes; the ranges may overlap. */
  memoryCopy(): this {
    return this.emit(bulk, 0x0a, 0, 0);
  }

  /** Picks the first of two operands where the third is not zero. */
  select(): this {
    return this.emit(0x1b);
  }

  /** Adds a constant number of bytes to an address. */
  advance(address: Local, bytes: number): this {
    return bytes === 0 ? this : this.get(address).i32Const(bytes).i32('add').set(address);
  }

  /** Adds a variable number of bytes to an address. */
  advanceBy(address: Local, bytes: Local): this {
    return this.get(address).get(bytes).i32('add').set(address);
  }

  /** Runs the body while the condition that it leaves on the stack is not zero; at least once. */
  doWhile(body: () => void): this {
    this.emit(0x03, empty);
    body();
    return this.emit(0x0d, 0, 0x0b);
  }

  /** Runs the body if the condition on the stack is not zero. */
  when(body: () => void): this {
    this.emit(0x04, empty);
    body();
    return this.emit(0x0b);
  }

  /** Runs the body a number of times known now: none, once without a loop, or counted. */
  repeat(times: number, body: () => void): this {
    if (times <= 0) return this;
    if (times === 1) {
      body();
      return this;
    }
    const left = this.local('i32');
    this.i32Const(times).set(left);
    return this.doWhile(() => {
      body();
      this.get(left).i32Const(-1).i32('add').tee(left);
    });
  }

  /** Runs the body as often as the variable says, which may be never. */
  repeatVariable(times: Local, body: () => void): this {
    const left = this.local('i32');
    return this.get(times)
      .tee(left)
      .when(() => {
        this.doWhile(() => {
          body();
          this.get(left).i32Const(-1).i32('add').tee(left);
        });
      });
  }

  /** The function's entry of the type section. */
  signature(): readonly number[] {
    return [0x60, this.params.length, ...this.params.map(({ type }) => valueTypes[type]), 0];
  }

  /** The function's entry of the export section. */
  export(position: number): readonly number[] {
    return [...text(this.name), 0, ...unsigned(position)];
  }

  /** The function's entry of the code section. */
  body(): readonly number[] {
    const declarations = this.locals.flatMap((type) => [1, valueTypes[type]]);
    const bytes = [...unsigned(this.locals.length), ...declarations, ...this.code, 0x0b];
    return [...unsigned(bytes.length), ...bytes];
  }
}
