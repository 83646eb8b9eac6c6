export { nodePlugin } from './node/plugins/node-plugin.js';

export { omniglot } from './node/omniglot/omniglot.js';
export type { OmniglotOptions } from './node/omniglot/omniglot.js';
export { omniglotSplit } from './node/omniglot/omniglot-split.js';
export type { CharacterSplit, OmniglotSplit } from './node/omniglot/omniglot-split.js';
export type { CharacterList, CharacterRanges } from './node/omniglot/character-list.js';

export { imageFolder } from './node/folders/image-folder.js';
export type { ImageFolderOptions } from './node/folders/image-folder.js';
export type { ClassList } from './node/folders/class-list.js';
export type { FolderSplit } from './node/folders/folder-split.js';
export type { PicturePlaces } from './node/folders/picture-files.js';
export type { TableColumns } from './node/folders/picture-table.js';
export { readLabelledFolder, readPictures } from './node/folders/labelled-folder.js';
export type { LabelledPictures, Pictures, ReadFolderOptions } from './node/folders/labelled-folder.js';

export { surveyPictures } from './node/folders/survey.js';
export type { PictureSurvey } from './node/folders/survey.js';

export type { CacheOption } from './node/cache/cache-folder.js';
export type { DecodeTime } from './node/images/decode-time.js';
export type { Damaged, DecodeOptions } from './node/images/decode-pictures.js';
export type { Fit, PictureOptions } from './node/images/picture-form.js';
export type { Holdout } from './splits/carve.js';

export { features } from './node/features/features.js';
export type { FeaturesOptions } from './node/features/features.js';
export type { EachSplit, FeatureSplits } from './node/features/feature-splits.js';
export { readTable } from './node/tables/read-table.js';
export type { TextTable } from './node/tables/read-table.js';
export { table } from './node/tables/table.js';
export type { TableOptions } from './node/tables/table.js';
export { series } from './node/series/series.js';
export type { SeriesOptions } from './node/series/series.js';
export { sampler } from './node/functions/sampler.js';
export type { SamplerOptions } from './node/functions/sampler.js';
export { clinc150, text } from './node/text/text.js';
export type { Clinc150Options, TextOptions } from './node/text/text.js';
