import { type Request, type Response, Router } from 'express';
import type Pusher from 'pusher';
import { readOptionalText, readText, readValue } from './request-fields.js';

/** What a backend does: publish to a channel, send to a user, end a user's connections. */
export function publishRoutes(backend: Pusher): Router {
  const router = Router();
  router.post('/publish', async ({ body }: Request, response: Response) => {
    const channel = readText(body, 'channel');
    const socketId = readOptionalText(body, 'socket_id');
    const except = socketId === undefined ? {} : { socket_id: socketId };
    await backend.trigger(channel, readText(body, 'event'), readData(body), except);
    response.json({});
  });
  router.post('/users/:id/message', async ({ body, params }: Request, response: Response) => {
    await backend.sendToUser(String(params.id), readText(body, 'event'), readData(body));
    response.json({});
  });
  router.post('/users/:id/terminate', async ({ params }: Request, response: Response) => {
    // The library puts the id into a path as it is.
    await backend.terminateUserConnections(encodeURIComponent(String(params.id)));
    response.json({});
  });
  return router;
}

function readData(body: unknown): unknown {
  return readValue(body, 'data') ?? null;
}
