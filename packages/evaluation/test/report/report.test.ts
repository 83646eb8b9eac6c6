import { beforeAll, describe, expect, it } from 'vitest';
import { report } from '../../src/report.js';
import type { ReportInput, Section } from '../../src/report.js';
import { classification, episode, regression, sampleReport } from './sample-report.js';

const of = (...sections: Section[]): ReportInput => ({ title: 'a run', experiments: [{ title: 'one', sections }] });

describe('a page', () => {
  let page: string;

  beforeAll(async () => {
    page = await report(sampleReport);
  });

  it('has a part for every section, under its title', () => {
    const titles = [...page.matchAll(/<h3>([^<]+)<\/h3>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'Training',
      'Before and after adaptation',
      'Adaptation, step by step',
      'Evaluation',
      'Configuration',
      'Training',
      'Adaptation, step by step',
      'Episodes',
      'Evaluation',
      'Configuration',
    ]);
    expect(page).toContain('href="#experiment-2"');
  });

  it('draws two curves of training, four sine panels, one chart of steps, and again for the second experiment', () => {
    expect(page.match(/<svg[^>]*class="marks"/g)).toHaveLength(2 + 4 + 1 + 2 + 1);
  });

  it('asks nothing of the network and runs no script', () => {
    const addresses = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThan(30);
    expect(addresses.filter((address) => !/^(#|data:image\/png;base64,)/.test(address as string))).toEqual([]);
    expect(page).not.toMatch(/<script|<link|@import/);
  });

  it('has no two identifiers alike, and each that is referred to', () => {
    const identifiers = [...page.matchAll(/\bid="([^"]+)"/g)].map(([, found]) => found);
    expect(new Set(identifiers).size).toBe(identifiers.length);
    for (const [, found] of page.matchAll(/url\(#([^)]+)\)/g)) expect(identifiers).toContain(found);
  });

  it('follows the dark scheme and the width of a phone', () => {
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).toContain('name="viewport"');
  });

  it('defines every colour that its charts name', () => {
    const named = new Set([...page.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name as string));
    expect([...named].filter((name) => page.match(new RegExp(`${name}: `, 'g'))?.length !== 2)).toEqual([]);
  });

  it('is the same for the same input, kept as JSON in between', async () => {
    const again = await report(JSON.parse(JSON.stringify(sampleReport)) as ReportInput);
    expect(again === page).toBe(true);
  });
});

describe('text', () => {
  it('is escaped wherever it comes from', async () => {
    const bad = `<script>alert("1 & '2'")</script>`;
    const result = { ...regression(bad, 5, [1, 1, 1, 1]), tasks: bad, normalization: bad, metric: bad };
    const [picture] = [{ ...episode(1), classes: [bad, bad, bad, bad, bad] }];
    const panel = {
      label: bad,
      shots: 1,
      amplitude: 1,
      phase: 0,
      truth: [
        [0, 0],
        [1, 1],
      ],
      support: [[0, 0]],
      curves: [],
    } as const;
    const page = await report({
      title: bad,
      description: bad,
      experiments: [
        {
          title: bad,
          description: bad,
          highlights: [{ value: bad, label: bad }],
          sections: [
            {
              kind: 'training',
              title: bad,
              note: bad,
              loss: bad,
              losses: [{ iteration: 1, value: 2 }],
              validation: { metric: bad, better: 'lower', note: bad, values: [{ iteration: 1, value: 1 }] },
            },
            { kind: 'sines', panels: [panel] },
            { kind: 'steps', results: [{ label: bad, result }] },
            { kind: 'episodes', episodes: [picture] },
            { kind: 'evaluation', results: [{ result }] },
            { kind: 'configuration', text: bad, facts: { [bad]: bad } },
          ],
        },
        { title: bad, sections: [] },
      ],
    });
    expect(page.search(/<script/i)).toBe(-1);
    expect(page).toContain('<title>&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;</title>');
    expect(page.match(/&lt;script/gi)?.length).toBeGreaterThan(25);
  });
});

describe('a section', () => {
  it('of pictures marks right and wrong in words too, with probabilities', async () => {
    const wrong = {
      ...episode(4),
      query: episode(4)
        .query.slice(0, 2)
        .map((each, i) => ({ ...each, predicted: i, class: 0, probability: 0.756 })),
    };
    const page = await report(of({ kind: 'episodes', episodes: [{ ...wrong, accuracy: 0.5 }] }));
    expect(page).toContain('50.00 % of its queries right');
    expect(page).toMatch(/class="image right">.*?class A, rightly taken for A.*?✓<\/b> A.*?76 %/s);
    expect(page).toMatch(/class="image wrong">.*?class A, wrongly taken for B.*?✗<\/b> B.*?76 %/s);
  });

  it('of pictures lists the files that made an episode, where they are known', async () => {
    const named = {
      ...episode(4),
      support: episode(4).support.map((each, i) => ({ ...each, name: `cat/<${i}>.png` })),
    };
    const page = await report(of({ kind: 'episodes', episodes: [named] }));
    expect(page).toMatch(/<summary>files<\/summary>.*?cat\/&lt;0&gt;\.png/s);
    expect(await report(of({ kind: 'episodes', episodes: [episode(4)] }))).not.toContain('<summary>files');
  });

  it('of results shows mean, interval, size, seed and normalization', async () => {
    const page = await report(of({ kind: 'evaluation', results: [{ result: classification('maml', [0.2, 0.9314]) }] }));
    expect(page).toMatch(/93\.14\s*<span class="quiet">± 0\.48 %/);
    expect(page).toContain('5-way 1-shot, 15 queries a class');
    expect(page).toContain('600 tasks, seed 1');
    expect(page).toContain('normalization: transductive (batch statistics)');
  });

  it('of steps draws a chart a metric', async () => {
    const results = [{ result: classification('maml', [0.2, 0.9]) }, { result: regression('maml', 5, [4, 1, 1, 1]) }];
    const page = await report(of({ kind: 'steps', results }));
    expect(page.match(/<svg[^>]*class="marks"/g)).toHaveLength(2);
  });

  it('of configuration keeps the text as given', async () => {
    const page = await report(of({ kind: 'configuration', text: 'a:\n  b: 1\n', facts: { seed: 7 } }));
    expect(page).toContain('<pre><code>a:\n  b: 1</code></pre>');
    expect(page).toMatch(/<dt>seed<\/dt>\s*<dd>7<\/dd>/);
  });

  it('without data says so', async () => {
    const page = await report(
      of(
        { kind: 'training', losses: [] },
        { kind: 'sines', panels: [] },
        { kind: 'steps', results: [{ result: classification('prototypical', [0.9]) }] },
      ),
    );
    expect(page).toContain('No training iteration has been logged yet.');
    expect(page).toContain('No curves were drawn.');
    expect(page).toContain('No result has adaptation steps or presentations.');
  });
});
