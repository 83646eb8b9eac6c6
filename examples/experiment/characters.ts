import { glyphs } from '@innerloop/data';
import { omniglot } from '@innerloop/data/node';
import type { EpisodicSource } from '@innerloop/data';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from './experiment.js';

/** What both of them may be asked. */
type Asked = Pick<Parameters<typeof omniglot>[0], 'ways' | 'shots' | 'queries' | 'rotations'>;

/** Omniglot where it is, or invented glyphs: either way characters that training never sees are in its split `validation`. */
export function characters({ settings }: Frame, size: Asked): EpisodicSource {
  const path = join(settings.data, 'omniglot');
  return existsSync(path) ? omniglot({ path, ...size }) : glyphs(size);
}
