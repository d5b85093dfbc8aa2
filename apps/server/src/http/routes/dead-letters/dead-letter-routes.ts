import { isRecord, PusherError } from '@shoal/protocol';
import { BadCursorError, QueueAwayError, QueueFullError } from '@shoal/queue';
import type { WebhookDeadLetters } from '@shoal/webhooks';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../request/api-request.js';
import { parseJson } from '../../request/parse-json.js';
import { describeLetter } from './describe-letter.js';

/** Letters on one page. */
const defaultLimit = 50;
const maxLimit = 100;

/** `GET /apps/{id}/webhooks/dead_letters`: what was given up, newest first, of one endpoint or of all. */
export function listLetters(letters: WebhookDeadLetters): ApiRoute {
  return guarded(async ({ app, query }) => {
    const endpointId = query.get('endpoint');
    const cursor = query.get('cursor');
    const page = await letters.list({
      appId: app.id,
      limit: parseLimit(query.get('limit')),
      ...(endpointId === undefined ? {} : { endpointId }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const summaries = page.letters.map((letter) => describeLetter(letter, 'summary'));
    return { body: { dead_letters: summaries, next_cursor: page.cursor ?? null } };
  });
}

/** `GET /apps/{id}/webhooks/dead_letters/{letterId}`: one of them, with its events. */
export function getLetter(letters: WebhookDeadLetters): ApiRoute {
  return guarded(async ({ app, parameters }) => {
    const letter = await letters.find(app.id, letterOf(parameters));
    if (letter === undefined) throw noSuchLetter();
    return { body: describeLetter(letter, 'whole') };
  });
}

/** `DELETE /apps/{id}/webhooks/dead_letters/{letterId}` */
export function deleteLetter(letters: WebhookDeadLetters): ApiRoute {
  return guarded(async ({ app, parameters }) => {
    if (!(await letters.remove(app.id, letterOf(parameters)))) throw noSuchLetter();
    return { body: {} };
  });
}

/** `POST /apps/{id}/webhooks/dead_letters/{letterId}/replay`: sends its events again. */
export function replayLetter(letters: WebhookDeadLetters): ApiRoute {
  return guarded(async ({ app, parameters }) => {
    const replay = await letters.replay(app.id, letterOf(parameters));
    switch (replay) {
      case 'replayed':
        return { status: 202, body: { replayed: 1 } };
      case 'not_found':
        throw noSuchLetter();
      case 'endpoint_gone':
        throw endpointGone();
      default:
        return replay satisfies never;
    }
  });
}

/**
 * `POST /apps/{id}/webhooks/dead_letters/replay` with `{"endpoint": "…"}`: sends everything of an endpoint again, oldest first, at
 * most 1,000 letters a call; `next_cursor` in the answer is the `cursor` of the next call.
 */
export function replayLetters(letters: WebhookDeadLetters): ApiRoute {
  return guarded(async ({ app, body }) => {
    const { endpoint, cursor } = parseReplay(body);
    const replay = await letters.replayAll(app.id, endpoint, cursor);
    if (replay === 'endpoint_gone') throw endpointGone();
    return { status: 202, body: { replayed: replay.replayed, next_cursor: replay.cursor ?? null } };
  });
}

function guarded(answer: (request: ApiRequest) => Promise<ApiAnswer>): ApiRoute {
  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof BadCursorError)
        throw new PusherError('bad_request', 'The cursor is not one of ours');
      if (error instanceof QueueAwayError || error instanceof QueueFullError)
        throw new PusherError('backend');
      throw error;
    }
  };
}

function letterOf({ letterId = '' }: ApiRequest['parameters']): string {
  return letterId;
}

function noSuchLetter(): PusherError {
  return new PusherError('not_found', 'There is no such dead letter');
}

function endpointGone(): PusherError {
  return new PusherError('not_found', 'The endpoint is not configured (any more)');
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return defaultLimit;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) return limit;
  throw new PusherError('bad_request', `limit must be a whole number from 1 to ${maxLimit}`);
}

function parseReplay(body: Buffer): { readonly endpoint: string; readonly cursor?: string } {
  const value: unknown = parseJson(body);
  if (!isRecord(value) || typeof value.endpoint !== 'string' || value.endpoint === '') {
    throw new PusherError(
      'bad_request',
      'endpoint must be the id of an endpoint, as the list of dead letters says it',
    );
  }
  const { endpoint, cursor } = value;
  return { endpoint, ...(typeof cursor === 'string' ? { cursor } : {}) };
}
