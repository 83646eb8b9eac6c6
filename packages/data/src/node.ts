export { nodePlugin } from './node/plugins/node-plugin.js';

export { omniglot } from './node/omniglot/omniglot.js';
export type { OmniglotOptions } from './node/omniglot/omniglot.js';
export type { CharacterSplit, OmniglotSplit } from './node/omniglot/omniglot-split.js';
export type { CharacterList, CharacterRanges } from './node/omniglot/character-list.js';

export { imageFolder } from './node/folders/image-folder.js';
export type { ImageFolderOptions } from './node/folders/image-folder.js';
export type { ClassList } from './node/folders/class-list.js';
export { readLabelledFolder, readPictures } from './node/folders/labelled-folder.js';
export type { LabelledPictures, Pictures, ReadFolderOptions } from './node/folders/labelled-folder.js';

export { surveyPictures } from './node/folders/survey.js';
export type { PictureSurvey } from './node/folders/survey.js';

export type { CacheOption } from './node/cache/cache-folder.js';
export type { Damaged, DecodeOptions } from './node/images/decode-pictures.js';
export type { Fit, PictureOptions } from './node/images/picture-form.js';
export type { Holdout } from './splits/carve.js';
