export { sinusoids } from './sinusoids/sinusoids.js';
export type { Interval, Sinusoids, SinusoidsOptions } from './sinusoids/sinusoids.js';

export { episodes } from './episodes/episodes.js';
export type { EpisodesOptions } from './episodes/episodes.js';
export { classBatches } from './episodes/class-batches.js';
export type { ClassBatchesOptions } from './episodes/class-batches.js';
export { sideBySide } from './episodes/side-by-side.js';
export { classHalves } from './episodes/class-halves.js';
export type { ClassHalvesOptions } from './episodes/class-halves.js';
export { pretraining } from './episodes/pretraining.js';
export type { PretrainingOptions } from './episodes/pretraining.js';
export { episodicSource } from './episodes/episodic-source.js';
export type { ClassChoice, EpisodicData, EpisodicOptions, EpisodicSource } from './episodes/episodic-source.js';
export type { Augmentation, AugmentationUnit, DrawChange, UnitAugmentation } from './episodes/augmentation.js';
export type { CountRange, SizeOptions } from './episodes/episode-size.js';
export { affine } from './episodes/affine.js';
export type { AffineOptions } from './episodes/affine.js';
export { colourJitter } from './episodes/colour-jitter.js';
export type { ColourJitterOptions } from './episodes/colour-jitter.js';
export { randomAffine, randomCrop, randomFlip } from './episodes/image-augmentations.js';
export type { RandomAffineOptions, RandomCropOptions, RandomFlipOptions } from './episodes/image-augmentations.js';
export type { Spread, UnitOption } from './episodes/spread.js';
export type { Rotations } from './episodes/rotations.js';
export type { RowOrder } from './episodes/task-plan.js';

export { glyphs } from './glyphs/glyphs.js';
export type { GlyphsOptions } from './glyphs/glyphs.js';

export { rotatedClasses } from './examples/rotated-classes.js';
export type { ClassifiedExamples, ExampleClass } from './examples/classified-examples.js';
export type { ExampleSet, StoredExamples } from './examples/stored-examples.js';

export { fromArrays } from './arrays/from-arrays.js';
export type { ExampleArrays, FromArraysOptions, TaskArraysOptions } from './arrays/from-arrays.js';
export type { LabelName } from './arrays/label-names.js';
export type { NameLists } from './arrays/listed-names.js';
export type { NestedNumbers } from './arrays/nested-numbers.js';
export type { Bytes, NumberBlock, Numbers } from './arrays/number-block.js';

export type { RowSource, RowSourceOptions } from './tables/row-source.js';
export type { Numbering, Standardization } from './tables/row-tasks.js';
export type { Moments } from './tables/standardization.js';

export type { SplitFractions, SplitLists } from './splits/class-split.js';

export { readNpy } from './npy/read-npy.js';
export type { NpyArray } from './npy/read-npy.js';
export type { NpyElements } from './npy/npy-elements.js';
export { readNpz } from './npy/read-npz.js';
export type { NpzArchive } from './npy/read-npz.js';

export { fromSampler } from './functions/from-sampler.js';
export type {
  ClassificationSampler,
  DrawnExample,
  FromSamplerOptions,
  RegressionSampler,
  SampledTasks,
} from './functions/from-sampler.js';
export type { RandomNumbers } from './functions/random-numbers.js';

export { fromSeries } from './series/from-series.js';
export type { FromSeriesOptions } from './series/from-series.js';
export type { SeriesSettings, SeriesSource } from './series/series-source.js';
