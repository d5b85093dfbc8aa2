import type { Express } from 'express';
import { createBackend } from './create-backend.js';
import { authRoutes } from './http/auth-routes.js';
import { createHttpApp } from './http/create-http-app.js';
import { pageRoutes } from './http/page-routes.js';
import { publishRoutes } from './http/publish-routes.js';
import { ServerCheck } from './server-check.js';
import type { Settings } from './settings.js';

export interface Composition {
  readonly http: Express;
  readonly check: ServerCheck;
}

/** Joins the parts of the playground. */
export function compose(settings: Settings): Composition {
  const backend = createBackend(settings);
  const check = new ServerCheck(backend, settings);
  const http = createHttpApp({
    page: pageRoutes(settings, check),
    auth: authRoutes(backend),
    publish: publishRoutes(backend),
  });
  return { http, check };
}
