/** The size of a chart, axes included: two stand side by side on a desk, one fills a phone. */
export const frame = { width: 440, height: 270, autosize: { type: 'fit', contains: 'padding' } } as const;

/** Iterations along x, in thousands where there are many. */
export const iterationAxis = {
  field: 'iteration',
  type: 'quantitative',
  title: 'meta-iteration',
  scale: { nice: false, zero: false },
  axis: { format: '~s', tickCount: 6 },
} as const;
