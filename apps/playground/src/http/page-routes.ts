import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Request, type Response, Router } from 'express';
import type { PageSettings } from '../page/model/page-settings.js';
import type { ServerCheck } from '../server-check.js';
import { type Settings, serverPort } from '../settings.js';

/** The same from src/http and from dist/http. */
const sources = fileURLToPath(new URL('../../src/page', import.meta.url));
const modules = fileURLToPath(new URL('../../dist/page', import.meta.url));

/** pusher-js's own build for browsers; it brings no CDN into play. */
const pusherJs = dirname(
  createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher-with-encryption.js'),
);

/** The page, the library it stands on, and what it has to know of the server. */
export function pageRoutes(settings: Settings, check: ServerCheck): Router {
  const router = Router();
  for (const [path, file] of [
    ['/', 'index.html'],
    ['/playground.css', 'playground.css'],
  ] as const) {
    router.get(path, (_request: Request, response: Response) => response.sendFile(file, { root: sources }));
  }
  router.use('/page', express.static(modules));
  router.use('/pusher-js', express.static(pusherJs));
  router.get('/settings', (_request: Request, response: Response) => {
    response.json(publicSettings(settings));
  });
  router.get('/server', async (_request: Request, response: Response) => {
    response.json(await check.check());
  });
  return router;
}

/** Everything but the secrets. */
function publicSettings(settings: Settings): PageSettings {
  const { app, serverUrl } = settings;
  return {
    key: app.key,
    url: serverUrl.origin,
    host: serverUrl.hostname,
    port: serverPort(settings),
    isSecure: serverUrl.protocol === 'https:',
  };
}
