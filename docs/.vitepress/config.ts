import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

const api = new URL('../api/@innerloop', import.meta.url);
/** The pages of a folder by their titles, in the order of those. */
function pagesOf(folder: string): { readonly text: string; readonly link: string }[] {
  const names = readdirSync(new URL(`../${folder}`, import.meta.url)).filter((name) => name.endsWith('.md'));
  const pages = names.map((name) => {
    const [, text = name] =
      /^# (.*)$/m.exec(readFileSync(new URL(`../${folder}/${name}`, import.meta.url), 'utf8')) ?? [];
    return { text, link: `/${folder}/${name.replace(/\.md$/, '')}` };
  });
  return pages.sort((left, right) => left.text.localeCompare(right.text));
}

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
          { text: 'Your own data', link: '/your-own-data' },
          { text: 'Command line', link: '/cli' },
          { text: 'Pictures', link: '/pictures' },
          { text: 'Engines', link: '/engines' },
          { text: 'In a browser', link: '/browser' },
          { text: 'Compiled steps', link: '/compile' },
          { text: 'Packages', link: '/packages' },
          { text: 'Methods as combinations', link: '/methods', collapsed: true, items: pagesOf('methods') },
          { text: 'What can be combined', link: '/combinations' },
          { text: 'What normalises a query', link: '/normalization' },
          { text: 'Gradients beside other frameworks', link: '/gradients' },
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
