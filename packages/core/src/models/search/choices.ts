import type { Model } from '../../contracts/model.js';
import { InvalidOptionError } from '../../errors.js';

/** The candidates of a choice by name: models of one input and one output shape. */
export type Operations = Readonly<Record<string, Model>>;

/** Puts one of some operations, or a mixture of them all, in a place of a network. */
export type Choose = (choice: string, operations: Operations) => Model;

/** A network with places that are not decided yet. It is called once for the mixture and once for each decision, and must build the same. */
export type Build = (choose: Choose) => Model;

/** The operations of each choice, by name. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** What was decided: the operation of each choice. */
export type Chosen = Readonly<Record<string, string>>;

const isWord = (name: string): boolean => /^[^/@]+$/.test(name) && !/^\d+$/.test(name);

/** @throws InvalidOptionError unless there are operations, and all names can be a part of a leaf's */
export function expectChoice(choice: string, operations: Operations): void {
  const names = Object.keys(operations);
  if (names.length === 0) {
    throw new InvalidOptionError(`choose: '${choice}' has no operations. Give it one at least.`);
  }
  const odd = [choice, ...names].find((name) => !isWord(name));
  if (odd === undefined) return;
  throw new InvalidOptionError(
    `choose: '${odd}' cannot name a choice or an operation. Use a word without '/' and '@', such as 'conv3'.`,
  );
}
