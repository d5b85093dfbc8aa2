import { PusherError } from '@shoal/protocol';
import { BadCursorError, QueueAwayError, QueueFullError } from '@shoal/queue';
import type { Logger } from '@shoal/runtime';
import type { PushOnDemand } from '../../../push/push-on-demand.js';
import type { ApiRoute } from '../../request/api-request.js';
import type { PushHandlers } from './handlers/push-handlers.js';
import type { PushEndpoint } from './push-endpoints.js';
import { toPushRequest } from './push-request.js';

export interface PushRoutesParts {
  readonly push: Pick<PushOnDemand, 'open'>;
  readonly logger: Logger;
}

/** Routes of pushes, whose handlers are loaded when the first request comes. */
export class PushRoutes {
  readonly #parts: PushRoutesParts;
  #handlers: Promise<PushHandlers> | undefined;

  constructor(parts: PushRoutesParts) {
    this.#parts = parts;
  }

  route({ name, admitsDevices }: PushEndpoint): ApiRoute {
    return async (request) => {
      const pushRequest = toPushRequest(request);
      if (pushRequest.caller.kind === 'device' && !admitsDevices) {
        throw new PusherError(
          'forbidden',
          'This is for the app alone: leave the token and push-subscribe out',
        );
      }
      try {
        const handlers = await this.#load();
        return await handlers[name](pushRequest);
      } catch (error) {
        throw toPusherError(error);
      }
    };
  }

  #load(): Promise<PushHandlers> {
    this.#handlers ??= Promise.all([this.#parts.push.open(), import('./handlers/push-handlers.js')]).then(
      ([push, { createPushHandlers }]) => createPushHandlers(push, this.#parts.logger),
    );
    return this.#handlers;
  }
}

function toPusherError(thrown: unknown): unknown {
  if (thrown instanceof BadCursorError)
    return new PusherError('bad_request', 'The cursor is not one of ours');
  if (thrown instanceof QueueAwayError) return new PusherError('backend', undefined, { cause: thrown });
  if (thrown instanceof QueueFullError) return new PusherError('over_capacity', undefined, { cause: thrown });
  return thrown;
}
