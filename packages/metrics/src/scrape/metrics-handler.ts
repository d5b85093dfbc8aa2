import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { accepts } from './accept-header.js';
import { LoopSlices } from './loop-slices.js';
import type { PageFormat } from './page-writer.js';

/** Answers one request for `/metrics`. It settles when the answer has been handed over and does not reject. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Below this an answer fits into one packet and compressing it saves nothing. */
const GZIP_FROM_BYTES = 1024;

interface Page {
  readonly status: number;
  readonly type: string;
  readonly chunks: readonly string[];
}

const CONTENT_TYPES: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** What the handler needs of a registry. */
export interface PrintedRegistry {
  /** A page in chunks. */
  print(format: PageFormat): Promise<string[]>;
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
    const page = await render(registry, formatFor(request, openMetrics));
    const length = await lengthOf(page.chunks);
    const isZipped = length >= GZIP_FROM_BYTES && accepts(request.headers['accept-encoding'], 'gzip');
    response.writeHead(page.status, {
      'content-type': page.type,
      vary: 'Accept, Accept-Encoding',
      ...(isZipped ? { 'content-encoding': 'gzip' } : { 'content-length': length }),
    });
    await send(page.chunks, response, isZipped);
  };
}

/** In bytes. */
async function lengthOf(chunks: readonly string[]): Promise<number> {
  const slices = new LoopSlices();
  let length = 0;
  for (const chunk of chunks) {
    length += Buffer.byteLength(chunk);
    if (slices.isOver()) await slices.next();
  }
  return length;
}

/** Chunk by chunk, as fast as they are taken: a whole page at once would keep the loop, and the memory. */
async function send(chunks: readonly string[], response: ServerResponse, isZipped: boolean): Promise<void> {
  const source = Readable.from(chunks);
  try {
    // Node.js leaves the body of an answer to HEAD away by itself.
    await (isZipped ? pipeline(source, createGzip(), response) : pipeline(source, response));
  } catch {
    // Whoever asked is gone, and nothing is left to be said to it.
    response.destroy();
  }
}

async function render(registry: PrintedRegistry, format: PageFormat): Promise<Page> {
  try {
    return { status: 200, type: CONTENT_TYPES[format], chunks: await registry.print(format) };
  } catch (error) {
    // Prometheus shows the first line of a failed scrape beside the target.
    const text = `The metrics could not be read: ${error instanceof Error ? error.message : String(error)}\n`;
    return { status: 500, type: 'text/plain; charset=utf-8', chunks: [text] };
  }
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
