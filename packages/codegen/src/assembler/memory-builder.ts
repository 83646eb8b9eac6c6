import { CodeBuilder } from './code-builder.js';
import { unsigned } from './encoding.js';
import { bulk, simd } from './instructions.js';

const floatAlignment = 2;

/**
 * Loads and stores. Operands: an address, and for a store the value above it.
 *
 * Offsets are in bytes. Alignment hints are those of a float32, so any element address is legal.
 */
export class MemoryBuilder extends CodeBuilder {
  /** A byte as an integer of at least zero. */
  byteLoad(offset = 0): this {
    return this.emit(0x2d, 0, ...unsigned(offset));
  }

  i32Load(offset = 0): this {
    return this.emit(0x28, floatAlignment, ...unsigned(offset));
  }

  /** Four bytes, in the first four lanes of sixteen; the others are zero. */
  fourBytesLoad(offset = 0): this {
    return this.emit(simd, 0x5c, 0, ...unsigned(offset));
  }

  /** The low byte of an integer. Operands: address, integer. */
  byteStore(offset = 0): this {
    return this.emit(0x3a, 0, ...unsigned(offset));
  }

  i32Store(offset = 0): this {
    return this.emit(0x36, floatAlignment, ...unsigned(offset));
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

  /** One float64 into both lanes. */
  v128LoadSplatDouble(offset = 0): this {
    return this.emit(simd, 0x0a, floatAlignment, ...unsigned(offset));
  }

  /** One byte into all sixteen. */
  v128LoadSplatByte(offset = 0): this {
    return this.emit(simd, 0x07, 0, ...unsigned(offset));
  }

  /** One float32 into lane `lane` (0 … 3), the others as they were. Operands: address, vector. */
  v128LoadLane(lane: number, offset = 0): this {
    return this.emit(simd, 0x56, floatAlignment, ...unsigned(offset), lane);
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

  /** Operands: destination, byte value, length in bytes. */
  memoryFill(): this {
    return this.emit(bulk, 0x0b, 0);
  }

  /** Operands: destination, source, length in bytes; the ranges may overlap. */
  memoryCopy(): this {
    return this.emit(bulk, 0x0a, 0, 0);
  }
}
