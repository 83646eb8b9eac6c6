import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '../check.js';
import { root } from '../command.js';

const document = 'docs/browser.md';

/** The block of the document whose first line is a comment with the file's name. */
function printed(file: string): string {
  const text = readFileSync(join(root, document), 'utf8');
  const blocks = [...text.matchAll(/^```(?:js|html)\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const block = blocks.find((code) => code.split('\n')[0]?.includes(` ${file}`));
  if (block === undefined) throw new CheckFailure(`${document} prints no ${file}.`);
  return block;
}

/** Runs before the page's own script: posts what the page says as soon as it has answered, or has thrown. */
const reporter = (reportTo: string): string => `<script>
  const warnings = [], errors = [];
  for (const [name, said] of [['warn', warnings], ['error', errors]]) {
    const before = console[name];
    console[name] = (...words) => (said.push(words.join(' ')), before(...words));
  }
  let sent = false;
  const send = () => {
    const answer = document.querySelector('#answer')?.textContent ?? '';
    if (sent || (!answer.includes(' %') && errors.length === 0)) return;
    sent = true;
    const body = JSON.stringify({ answer, warnings, errors, isolated: self.crossOriginIsolated });
    fetch(${JSON.stringify(`${reportTo}/report`)}, { method: 'POST', mode: 'no-cors', body });
  };
  addEventListener('error', ({ message }) => (errors.push(message), send()));
  addEventListener('unhandledrejection', ({ reason }) => (errors.push(String(reason)), send()));
  setInterval(send, 100);
</script>
`;

/** Writes the page that the documentation prints into a folder; gives the folder. It reports to this server. */
export function writeRecipe(folder: string, reportTo: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'vite.config.js'), printed('vite.config.js'));
  writeFileSync(join(folder, 'main.js'), printed('main.js'));
  writeFileSync(join(folder, 'index.html'), reporter(reportTo) + printed('index.html'));
  return folder;
}
