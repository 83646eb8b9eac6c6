import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const api = new URL('../api/@innerloop', import.meta.url);
const documented = existsSync(api) ? readdirSync(api).sort() : [];

/** A dead link fails the build: VitePress' own default, and the reason to build the site in `.ci/run`. */
export default defineConfig({
  title: 'innerloop',
  description: 'Pluggable meta-learning components on TensorFlow.js',
  cleanUrls: true,
  themeConfig: {
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Packages', link: '/packages' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: [
      {
        text: 'Guide',
        items: [
          { text: 'Getting started', link: '/getting-started' },
          { text: 'Command line', link: '/cli' },
          { text: 'Engines', link: '/engines' },
          { text: 'Compiled steps', link: '/compile' },
          { text: 'Packages', link: '/packages' },
          { text: 'Methods as combinations', link: '/methods' },
          { text: 'Writing a plugin', link: '/plugins' },
          { text: 'Results', link: '/results' },
          { text: 'Benchmarks', link: '/benchmarks', items: [{ text: 'Measured', link: '/benchmarks/measured' }] },
          { text: 'Architecture', link: '/architecture' },
        ],
      },
      {
        text: 'API',
        items: documented.map((name) => ({ text: `@innerloop/${name}`, link: `/api/@innerloop/${name}/` })),
      },
    ],
    search: { provider: 'local' },
    outline: 'deep',
  },
});
