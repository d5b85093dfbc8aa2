import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { accepts } from './accept-header.js';
import type { PageFormat } from './page-writer.js';

/** Answers one request for `/metrics`. It settles when the answer has been handed over and does not reject. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** A page that is shorter fits into one packet, and compressing it saves nothing. Longer ones begin with a longer chunk. */
const GZIP_FROM_LENGTH = 1024;

const CONTENT_TYPES: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** What the handler needs of a registry. */
export interface PrintedRegistry {
  /** A page in chunks; it fails before the first one or not at all. */
  print(format: PageFormat): AsyncGenerator<string, void, undefined>;
}

/**
 * Serves the metrics as text in the exposition format 0.0.4 whatever text formats a client prefers, so that
 * names never depend on who asks; as JSON for `?json=1` and `Accept: application/json`, as soketi does.
 *
 * @param openMetrics whether clients that prefer OpenMetrics get it: it declares counters without `_total`
 */
export function createMetricsHandler(registry: PrintedRegistry, openMetrics = false): MetricsHandler {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const format = formatFor(request, openMetrics);
    const page = registry.print(format);
    const first = await firstOf(page);
    if (first instanceof Error) {
      // Prometheus shows the first line of a failed scrape beside the target.
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`The metrics could not be read: ${first.message}\n`);
      return;
    }
    const isZipped = first.length >= GZIP_FROM_LENGTH && accepts(request.headers['accept-encoding'], 'gzip');
    response.writeHead(200, {
      'content-type': CONTENT_TYPES[format],
      vary: 'Accept, Accept-Encoding',
      ...(isZipped ? { 'content-encoding': 'gzip' } : {}),
    });
    if (request.method === 'HEAD') response.end();
    else await send({ first, page }, response, isZipped);
  };
}

async function firstOf(page: AsyncGenerator<string, void, undefined>): Promise<string | Error> {
  try {
    return (await page.next()).value ?? '';
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

interface BegunPage {
  readonly first: string;
  /** The rest of it. */
  readonly page: AsyncIterable<string>;
}

/** Chunk by chunk, each written when the one before it was taken: a whole page at once would keep the loop and the memory. */
async function send(begun: BegunPage, response: ServerResponse, isZipped: boolean): Promise<void> {
  const source = Readable.from(allOf(begun), { highWaterMark: 1 });
  try {
    await (isZipped ? pipeline(source, createGzip(), response) : pipeline(source, response));
  } catch {
    // Whoever asked is gone, and nothing is left to be said to it.
    response.destroy();
  }
}

async function* allOf({ first, page }: BegunPage): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* page;
}

function formatFor(request: IncomingMessage, openMetrics: boolean): PageFormat {
  if (wantsJson(request)) return 'json';
  const prefersOpen = openMetrics && accepts(request.headers.accept, 'application/openmetrics-text');
  return prefersOpen ? 'openmetrics' : 'text';
}

function wantsJson({ url = '', headers }: IncomingMessage): boolean {
  const asked = new URLSearchParams(url.split('?')[1]).get('json');
  return asked === '1' || asked === 'true' || accepts(headers.accept, 'application/json');
}
