import type { IncomingHttpHeaders } from 'node:http';
import type { Caller, QueryParameters } from '@shoal/push';
import type { ApiAnswer, ApiRequest } from '../../request/api-request.js';
import { parseJson } from '../../request/parse-json.js';
import { callerOf } from './caller.js';

/** A request to `/apps/{id}/push/…`. */
export interface PushRequest {
  readonly appId: string;
  readonly caller: Caller;
  /** Path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: QueryParameters;
  readonly headers: IncomingHttpHeaders;
  /** @throws PusherError `bad_request` when it is no JSON */
  body(): unknown;
}

/** Answers one route. Throws PusherError, and what stores throw. */
export type PushHandler = (request: PushRequest) => Promise<ApiAnswer>;

export const noContent: ApiAnswer = { status: 204, body: '' };

/** @throws PusherError `forbidden`, `unauthorized` */
export function toPushRequest(request: ApiRequest): PushRequest {
  const { app, parameters, query, headers, body } = request;
  return {
    ...{ appId: app.id, caller: callerOf(request), parameters, headers },
    query: Object.fromEntries([...query].map(([name, value]) => [parameterOf(name), value])),
    body: () => parseJson(body),
  };
}

/** Signed queries have their names in small letters. */
const parameters = ['deviceId', 'clientId', 'sinceMs', 'untilMs'];

function parameterOf(name: string): string {
  const letters = name.replaceAll('_', '').toLowerCase();
  return parameters.find((parameter) => parameter.toLowerCase() === letters) ?? name;
}
