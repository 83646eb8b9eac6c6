import { createThreadedProgram } from '../../src/threads/create-threaded-program.js';
import { expectedStep, stepByHand } from './by-hand.js';

/** Runs a program and comes to its end, with the program disposed of or not. Exits with 1 where the result is wrong. */
const program = createThreadedProgram(stepByHand(2));
program.write(0, Float32Array.of(1, 2, 3, 4));
program.write(1, Float32Array.of(0.5));
program.run();
if (program.read(0)[0] !== expectedStep([1, 2, 3, 4], 0.5).w) process.exitCode = 1;
if (process.argv.includes('dispose')) program.dispose();
