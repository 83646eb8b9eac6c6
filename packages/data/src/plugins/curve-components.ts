import type { Component, TaskSource, Tree } from '@innerloop/core';
import { component } from '@innerloop/core/plugin';
import { z } from 'zod';
import { gaussianProcess } from '../curves/gaussian-process.js';
import { harmonics } from '../curves/harmonics.js';
import { polynomials } from '../curves/polynomials.js';
import { interval } from './options.js';

const deviation = z.number().nonnegative();

/** A number, or the least and the most. */
const counts = (least: number) =>
  z.union([z.int().min(least), z.tuple([z.int().min(least), z.int().min(least)]).readonly()]);
const shots = counts(0).describe('support points a task; [least, most]: drawn for each batch');
const queries = counts(1).describe('query points a task, likewise');

/** Curves whose tasks are drawn from formulas, for configurations. */
export const curveComponents: Readonly<Record<string, Component<TaskSource<Tree>>>> = {
  'gaussian-process': component({
    summary: 'regression onto curves of a Gaussian process with an RBF kernel (Garnelo et al. 2018)',
    options: () =>
      z.object({
        shots: shots.default([3, 9]),
        queries: queries.default([2, 9]),
        lengthScale: interval.default([0.4, 0.4]).describe('of the kernel, drawn for each curve'),
        deviation: interval.default([1, 1]).describe('of the curve at a point, drawn for each curve'),
        noise: z.number().positive().default(0.02).describe('deviation of the noise of targets'),
        range: interval.default([-2, 2]).describe('where inputs are drawn from'),
      }),
    create: gaussianProcess,
  }),
  harmonics: component({
    summary: 'regression onto sums of sines, seen around a place of the task (Lacoste et al. 2018)',
    options: () =>
      z.object({
        shots: shots.default(10),
        queries: queries.default(10),
        terms: z.int().positive().default(2).describe('sines of a curve'),
        frequency: interval.default([5, 7]).describe('radians a unit of x, of the first sine'),
        amplitude: deviation.default(1).describe('deviation of the amplitudes, which are normal'),
        centre: interval.default([-4, 4]).describe('where the centre of inputs is drawn from'),
        spread: deviation.default(1).describe('deviation of inputs around it'),
        noise: deviation.default(0.1).describe('deviation of the noise of targets'),
      }),
    create: harmonics,
  }),
  polynomials: component({
    summary: 'regression onto polynomials with random coefficients (Finn & Levine 2018)',
    options: () =>
      z.object({
        shots: shots.default(40),
        queries: queries.default(40),
        degree: z.int().nonnegative().default(3),
        coefficients: interval.default([-1, 1]).describe('where coefficients are drawn from'),
        range: interval.default([-3, 3]).describe('where inputs are drawn from'),
        told: z.boolean().default(false).describe('inputs have the coefficients too: what an oracle sees'),
      }),
    create: polynomials,
  }),
};
