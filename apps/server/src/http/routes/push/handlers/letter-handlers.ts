import { PusherError } from '@shoal/protocol';
import {
  type DeliveryLetter,
  PROVIDERS,
  type PushLetterQuery,
  parseListQuery,
  type QueryParameters,
  toListAnswer,
} from '@shoal/push';
import { type DeadLetter, systemClock } from '@shoal/queue';
import type { OpenedPush } from '../../../../push/open-push.js';
import { noContent, type PushHandler } from '../push-request.js';

type Name = 'listLetters' | 'removeLetter' | 'replayLetter';

/** Letters on one page. */
const MOST = 100;

/** Deliveries that were given up. */
export function letterHandlers({ deadLetters }: Pick<OpenedPush, 'deadLetters'>): Record<Name, PushHandler> {
  return {
    listLetters: async ({ appId, query }) => {
      const name = { appId, kind: 'deadLetter' } as const;
      const { limit, after } = parseListQuery(query, name);
      const page = await deadLetters.list({
        ...{ appId, limit: Math.min(limit, MOST), ...filterOf(query) },
        ...(after !== undefined && { cursor: after }),
      });
      const items = page.letters.map(describeLetter);
      const next = page.cursor === undefined ? {} : { next: page.cursor };
      return { body: toListAnswer({ items, ...next }, name, systemClock.wall()) };
    },
    removeLetter: async ({ appId, parameters }) => {
      if (await deadLetters.remove(appId, parameters.letterId ?? '')) return noContent;
      throw noSuchLetter();
    },
    replayLetter: async ({ appId, parameters }) => {
      const id = parameters.letterId ?? '';
      const replay = await deadLetters.replay(appId, id);
      switch (replay.kind) {
        case 'replayed': {
          const { publishId } = replay;
          return {
            status: 202,
            body: { deadLetterId: id, replayed: true, publish_id: publishId, publishId },
          };
        }
        case 'not_found':
          throw noSuchLetter();
        case 'publish_gone':
          throw new PusherError('bad_request', 'What the publish said is not kept any more');
        case 'expired':
          throw new PusherError('bad_request', 'The publish has expired: nobody wants it any more');
      }
    },
  };
}

function filterOf(query: QueryParameters): Pick<PushLetterQuery, 'provider' | 'sinceMs' | 'untilMs'> {
  const sinceMs = parseTime(query, 'sinceMs');
  const untilMs = parseTime(query, 'untilMs');
  return {
    ...(query.provider !== undefined && { provider: parseProvider(query.provider) }),
    ...(sinceMs !== undefined && { sinceMs }),
    ...(untilMs !== undefined && { untilMs }),
  };
}

function parseProvider(value: unknown): NonNullable<PushLetterQuery['provider']> {
  const provider = PROVIDERS.find((each) => each === value);
  if (provider !== undefined) return provider;
  throw new PusherError('bad_request', `provider must be one of ${PROVIDERS.join(', ')}`);
}

function parseTime(query: QueryParameters, name: 'sinceMs' | 'untilMs'): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  const time = Number(text);
  if (Number.isInteger(time) && time >= 0) return time;
  throw new PusherError('bad_request', `${name} must be milliseconds since 1970`);
}

function describeLetter({ id, data, reason, attempts, failedAt }: DeadLetter<DeliveryLetter>): object {
  const { appId, publishId, provider, stage, key } = data;
  return {
    ...{ deadLetterId: id, appId, publishId, provider, stage, key, reason, attempts },
    ...{ occurredAtMs: failedAt, replayable: true },
  };
}

function noSuchLetter(): PusherError {
  return new PusherError('not_found', 'There is no such dead letter');
}
