import type { IncomingHttpHeaders } from 'node:http';
import type { App, MaybePromise } from '@shoal/core';

/** A request to `/apps/{id}/…` that was let in: within the app's limits, its body read whole. */
export interface ApiRequest {
  readonly app: App;
  /** By the app. False only on routes that devices may ask by themselves: their token is for the route to judge. */
  readonly isSigned: boolean;
  /** Path parameters, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a route answers: a JSON value, or its text when it was built in pieces. With status 204 there is no body. */
export interface ApiAnswer {
  readonly status?: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Throws PusherError for what is wrong with the request. */
export type ApiRoute = (request: ApiRequest) => MaybePromise<ApiAnswer>;
