import type { Local } from './code-builder.js';
import { text, unsigned } from './encoding.js';
import { valueTypes } from './instructions.js';
import { MemoryBuilder } from './memory-builder.js';
import type { ValueType } from './instructions.js';

const empty = 0x40;

/** Builds one wasm function without results: straight-line code, loops and conditions, and its entries in a module. */
export class FunctionBuilder extends MemoryBuilder {
  readonly name: string;

  constructor({ name, params }: { readonly name: string; readonly params: readonly ValueType[] }) {
    super(params);
    this.name = name;
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

  /**
   * Runs the body once, or again whenever it calls `again`, and goes on after it where it calls `leave`: both take a
   * condition from the stack and jump if it is not zero, and stand in no inner loop or condition.
   */
  loop(body: (jump: { readonly again: () => void; readonly leave: () => void }) => void): this {
    this.emit(0x02, empty, 0x03, empty);
    body({ again: () => this.emit(0x0d, 0), leave: () => this.emit(0x0d, 1) });
    return this.emit(0x0b, 0x0b);
  }

  /** Runs the body if the condition on the stack is not zero. */
  when(body: () => void): this {
    this.emit(0x04, empty);
    body();
    return this.emit(0x0b);
  }

  /** Runs the first body if the condition on the stack is not zero, else the second. */
  either(body: () => void, otherwise: () => void): this {
    this.emit(0x04, empty);
    body();
    this.emit(0x05);
    otherwise();
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
