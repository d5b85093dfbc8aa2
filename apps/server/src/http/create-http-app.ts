import type { HttpMetrics } from '@shoal/metrics';
import { asPusherError, PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';
import express, { type Express, type NextFunction, type Request, type Response, Router } from 'express';
import { answerUnrouted } from './answer-unrouted.js';
import { applyCors, type CorsOptions } from './cors.js';
import { type HealthRouteParts, healthRoutes } from './health-routes.js';
import type { Api } from './request/api.js';
import type { RouteEntry } from './routes/route-table.js';
import { answerError } from './send-answer.js';

export interface HttpAppParts {
  readonly api: Api;
  readonly routes: readonly RouteEntry[];
  readonly health: HealthRouteParts;
  readonly cors: CorsOptions;
  /** Without a slash at the end, empty for none. */
  readonly pathPrefix: string;
  readonly metrics: HttpMetrics;
  readonly logger: Logger;
}

const allowGet = 'GET, HEAD, OPTIONS';

/** The public HTTP side: the signed API and the health routes, under the path prefix. */
export function createHttpApp(parts: HttpAppParts): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', false);
  app.use((request, response, next) => {
    if (!applyCors(request, response, parts.cors)) next();
  });
  const { pathPrefix } = parts;
  app.use(pathPrefix === '' ? '/' : pathPrefix, createApiRouter(parts), createHealthRouter(parts));
  // Probes that know nothing of the prefix find the health routes too.
  if (pathPrefix !== '') app.use(createHealthRouter(parts));
  app.use((request: Request, response: Response) => answerUnrouted(parts.metrics, { request, response }));
  // biome-ignore lint/complexity/useMaxParams: express knows an error handler by its four parameters
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    answerFailure(parts.logger, error, response);
  });
  return app;
}

function createApiRouter({ api, routes, metrics }: HttpAppParts): Router {
  const router = Router({ caseSensitive: true });
  for (const template of new Set(routes.map((entry) => entry.template))) {
    const entries = routes.filter((entry) => entry.template === template);
    for (const { method, route, admitsDevices } of entries) {
      const handle = (request: Request, response: Response): void => {
        const parameters = Object.fromEntries(
          Object.entries(request.params).map(([name, value]) => [name, String(value)]),
        );
        // Express rewrites `url` below a mounted prefix; what was signed is what came in.
        request.url = request.originalUrl;
        api.handle(request, response, { endpoint: template, parameters, route, admitsDevices });
      };
      routers[method](router, template, handle);
    }
    const allow = entries
      .flatMap(({ method }) => allowed[method])
      .concat('OPTIONS')
      .join(', ');
    router.all(template, (request, response) =>
      answerUnrouted(metrics, { request, response }, { allow, endpoint: template }),
    );
  }
  return router;
}

type Handle = (request: Request, response: Response) => void;

const routers: Record<RouteEntry['method'], (router: Router, template: string, handle: Handle) => void> = {
  GET: (router, template, handle) => router.get(template, handle),
  POST: (router, template, handle) => router.post(template, handle),
  DELETE: (router, template, handle) => router.delete(template, handle),
};

const allowed: Record<RouteEntry['method'], readonly string[]> = {
  GET: ['GET', 'HEAD'],
  POST: ['POST'],
  DELETE: ['DELETE'],
};

function createHealthRouter({ health, metrics }: HttpAppParts): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, answer] of healthRoutes(health)) {
    router.get(path, (request, response) => answer(request, response, request.params.appId?.toString()));
    router.all(path, (request, response) =>
      answerUnrouted(metrics, { request, response }, { allow: allowGet }),
    );
  }
  return router;
}

/** Express itself refuses what it cannot route, a malformed escape in the path for example. */
function answerFailure(logger: Logger, thrown: unknown, response: Response): void {
  if (thrown instanceof URIError) {
    answerError(response, new PusherError('bad_request', 'The path is not well encoded'));
    return;
  }
  const error = asPusherError(thrown);
  if (error.key === 'internal') logger.error('request failed', { error: thrown });
  answerError(response, error);
}
