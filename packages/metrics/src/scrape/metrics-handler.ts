import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Registry } from 'prom-client';
import { accepts } from './accept-header.js';
import { openMetricsEnd, openMetricsType, toOpenMetrics } from './open-metrics.js';

/** Answers one request for `/metrics`. It settles when the answer has been handed over and does not reject. */
export type MetricsHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Below this an answer fits into one packet and compressing it saves nothing. */
const GZIP_FROM_BYTES = 1024;

const compress = promisify(gzip);

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What the handler needs of a registry. */
export interface PrintedRegistry extends Pick<Registry, 'metrics' | 'getMetricsAsJSON'> {
  /** The families in the text format, each rewritten. */
  print(rewrite: (family: string) => string): Promise<string[]>;
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
    const page = await render(registry, request, openMetrics);
    const body = Buffer.from(page.text);
    const zipped = body.length >= GZIP_FROM_BYTES && accepts(request.headers['accept-encoding'], 'gzip');
    const content = zipped ? await compress(body) : body;
    response.writeHead(page.status, {
      'content-type': page.type,
      'content-length': content.length,
      vary: 'Accept, Accept-Encoding',
      ...(zipped ? { 'content-encoding': 'gzip' } : {}),
    });
    // Node.js leaves the body of an answer to HEAD away by itself.
    response.end(content);
  };
}

async function render(
  registry: PrintedRegistry,
  request: IncomingMessage,
  openMetrics: boolean,
): Promise<Page> {
  try {
    if (wantsJson(request)) {
      const text = JSON.stringify(await registry.getMetricsAsJSON());
      return { status: 200, type: 'application/json; charset=utf-8', text };
    }
    if (openMetrics && accepts(request.headers.accept, 'application/openmetrics-text')) {
      const families = await registry.print(toOpenMetrics);
      return { status: 200, type: openMetricsType, text: `${families.join('\n')}\n${openMetricsEnd}` };
    }
    return { status: 200, type: Registry.PROMETHEUS_CONTENT_TYPE, text: await registry.metrics() };
  } catch (error) {
    // Prometheus shows the first line of a failed scrape beside the target.
    const text = `The metrics could not be read: ${error instanceof Error ? error.message : String(error)}\n`;
    return { status: 500, type: 'text/plain; charset=utf-8', text };
  }
}

function wantsJson({ url = '', headers }: IncomingMessage): boolean {
  const asked = new URLSearchParams(url.split('?')[1]).get('json');
  return asked === '1' || asked === 'true' || accepts(headers.accept, 'application/json');
}
