import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { accepts } from './accept-header.js';
import type { PageFormat } from './page-writer.js';

/** Answers one request for `/metrics`. It settles when the answer has been handed over and does not reject. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Below this an answer fits into one packet and compressing it saves nothing. */
const GZIP_FROM_BYTES = 1024;

const compress = promisify(gzip);

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
    // Chunk by chunk: a whole page as one string would have to be copied at once.
    const chunks = page.chunks.map((chunk) => Buffer.from(chunk));
    const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const zipped = length >= GZIP_FROM_BYTES && accepts(request.headers['accept-encoding'], 'gzip');
    const content = zipped ? [await compress(Buffer.concat(chunks, length))] : chunks;
    response.writeHead(page.status, {
      'content-type': page.type,
      'content-length': content.reduce((sum, chunk) => sum + chunk.length, 0),
      vary: 'Accept, Accept-Encoding',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    });
    // Node.js leaves the body of an answer to HEAD away by itself.
    for (const chunk of content) response.write(chunk);
    response.end();
  };
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
