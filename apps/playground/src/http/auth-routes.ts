import { type Request, type Response, Router } from 'express';
import type Pusher from 'pusher';
import { readOptionalText, readText } from './request-fields.js';

/**
 * What pusher-js asks before it subscribes to a channel or signs in. A real backend would know who asks; this one
 * believes what the page says (`user_id`, `user_name`).
 */
export function authRoutes(backend: Pusher): Router {
  const router = Router();
  router.post('/channel', ({ body }: Request, response: Response) => {
    const channel = readText(body, 'channel_name');
    const member = channel.startsWith('presence-') ? readMember(body) : undefined;
    response.json(backend.authorizeChannel(readText(body, 'socket_id'), channel, member));
  });
  router.post('/user', ({ body }: Request, response: Response) => {
    const { user_id, user_info } = readMember(body);
    response.json(backend.authenticateUser(readText(body, 'socket_id'), { id: user_id, user_info }));
  });
  return router;
}

function readMember(body: unknown): { user_id: string; user_info: { name: string } } {
  const user_id = readText(body, 'user_id');
  return { user_id, user_info: { name: readOptionalText(body, 'user_name') ?? user_id } };
}
