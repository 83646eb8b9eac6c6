import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

/** What a page says of itself: the text of its answer, and what its console had to say. */
export interface PageReport {
  readonly answer: string;
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly isolated: boolean;
}

export interface PageServer {
  readonly address: string;
  /** The report of the next page that sends one. */
  report(): Promise<PageReport>;
  close(): void;
}

export interface PageServerOptions {
  /** What is served. */
  readonly folder: string;
  /** Endings of files that are not there, as after a deployment that forgot them. */
  readonly without?: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A page so served may have threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Whoever asks may have it: the page of a development server is of another origin. */
const open = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function serveFile({ folder, without }: PageServerOptions, url: string, response: ServerResponse): Promise<void> {
  const path = new URL(url, 'http://page').pathname;
  const file = path.endsWith('/') ? `${path}index.html` : path;
  try {
    if (without !== undefined && file.endsWith(without)) throw new Error('left out');
    const content = await readFile(join(folder, file));
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', ...isolation });
    response.end(content);
  } catch {
    response.writeHead(404, isolation).end();
  }
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves a folder, cross-origin isolated, and takes what its page posts to `/report`. */
export async function pageServer(options: PageServerOptions): Promise<PageServer> {
  const waiting: ((report: PageReport) => void)[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const report = JSON.parse(await bodyOf(request)) as PageReport;
    response.writeHead(204, open).end();
    waiting.shift()?.(report);
  };
  const server = createServer((request, response) => {
    const isReport = request.method === 'POST' && request.url === '/report';
    void (isReport ? take(request, response) : serveFile(options, request.url ?? '/', response));
  });
  return {
    address: await listening(server),
    report: () => new Promise((resolve) => void waiting.push(resolve)),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
