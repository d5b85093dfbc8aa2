import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Logger } from '../logging/logger.js';
import type { Health } from './health.js';
import { listen } from './listen.js';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface OpsServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly health: Health;
  /** Answers `GET /metrics`, headers included. */
  readonly metrics: RequestHandler;
  readonly logger: Logger;
}

/** The server for operators; never to be reached from the internet. */
export interface OpsServer extends AsyncDisposable {
  /** The port that it really listens on. */
  readonly port: number;
  /** Stops listening and waits for answers on their way. */
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/live` (200 while the process runs) and `/ready` (200 or 503, with the reasons).
 * @throws Error that names the setting to change when the address cannot be listened on.
 */
export async function startOpsServer(options: OpsServerOptions): Promise<OpsServer> {
  const routes = createRoutes(options);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    answer(routes, request, response).catch((error: unknown) => {
      options.logger.error('ops request failed', { path: pathOf(request), error });
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: 'the answer could not be made; see the log' });
    });
  });
  const { host } = options;
  const port = await listen(server, { host, port: options.port, who: 'The metrics server', settings });
  const close = () => stop(server);
  return { port, close, [Symbol.asyncDispose]: close };
}

const settings = {
  host: { env: 'METRICS_HOST', key: 'metrics.host' },
  port: { env: 'METRICS_PORT', key: 'metrics.port' },
};

type Routes = ReadonlyMap<string, RequestHandler>;

function createRoutes({ health, metrics }: OpsServerOptions): Routes {
  return new Map<string, RequestHandler>([
    ['/metrics', metrics],
    ['/live', (_request, response) => sendJson(response, 200, { status: 'live' })],
    [
      '/ready',
      (_request, response) => {
        const { httpStatus, body } = health.readiness();
        sendJson(response, httpStatus, body);
      },
    ],
  ]);
}

async function answer(routes: Routes, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = routes.get(pathOf(request));
  if (!route) {
    sendJson(response, 404, { error: 'not found' });
  } else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendJson(response, 405, { error: 'method not allowed' });
  } else {
    await route(request, response);
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // Called with an error only when the server was closed before, which is what is wanted anyway.
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
