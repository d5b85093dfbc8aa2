import type { EndpointSettings } from './endpoint-schema.js';
import { isWebhookEventName, type WebhookEventName } from './event-types.js';
import type { WebhooksSettings } from './webhooks-section.js';

/** Where an endpoint's webhooks go. */
export type WebhookTargetConfiguration =
  | { readonly kind: 'http'; readonly url: string }
  | {
      readonly kind: 'lambda';
      readonly functionName: string;
      readonly region: string;
      /** Waits for the function's result instead of handing the events over. */
      readonly isAwaited: boolean;
      /** Instead of AWS' own. */
      readonly endpoint?: string;
      /** Absent: as AWS' own environment says. */
      readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
    };

/** One receiver of an app's webhooks, with the server's values where it has none of its own. Times in milliseconds. */
export interface WebhookEndpointConfiguration {
  /** As it was given, unique in the app. */
  readonly id?: string;
  readonly target: WebhookTargetConfiguration;
  /** Nothing else is sent. */
  readonly events: ReadonlySet<WebhookEventName>;
  /** Of the channel's name. Everything that is given has to hold. */
  readonly filter: { readonly prefix?: string; readonly suffix?: string; readonly pattern?: RegExp };
  readonly headers: Readonly<Record<string, string>>;
  /** Events in one request, 1 to 100. */
  readonly maxEvents: number;
  readonly isOrdered: boolean;
  readonly retry: {
    readonly isEnabled: boolean;
    /** Absent: as many as fit into `maxElapsed`. */
    readonly maxAttempts?: number;
    readonly maxElapsed: number;
    readonly initialBackoff: number;
    readonly maxBackoff: number;
  };
  readonly timeout: number;
  /** Requests at once, a worker. */
  readonly concurrency: number;
}

/** Gives an endpoint the server's values where it has none of its own. */
export function resolveEndpoint(
  endpoint: EndpointSettings,
  server: WebhooksSettings,
): WebhookEndpointConfiguration {
  const { id, batching } = endpoint;
  const isBatched = batching.enabled ?? server.batching.enabled;
  return {
    ...(id === undefined ? {} : { id }),
    target: resolveTarget(endpoint),
    events: new Set(endpoint.eventTypes.filter(isWebhookEventName)),
    filter: resolveFilter(endpoint.filter),
    headers: resolveHeaders(endpoint),
    maxEvents: isBatched ? (batching.size ?? server.batching.size) : 1,
    isOrdered: endpoint.ordered,
    retry: resolveRetry(endpoint.retry, server.retry),
    timeout: endpoint.requestTimeoutMs ?? server.requestTimeoutMs,
    concurrency: endpoint.concurrency ?? server.concurrency,
  };
}

function resolveTarget({ url, lambda }: EndpointSettings): WebhookTargetConfiguration {
  if (lambda === undefined) return { kind: 'http', url };
  const { functionName, region, clientOptions } = lambda;
  const { endpoint, credentials } = clientOptions;
  return {
    kind: 'lambda',
    functionName,
    region,
    isAwaited: !lambda.async,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

/** A header that was given comes before the login of the URL. */
function resolveHeaders({ headers, authorization }: EndpointSettings): Readonly<Record<string, string>> {
  const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  return authorization === undefined || isGiven ? headers : { ...headers, authorization };
}

function resolveFilter(filter: EndpointSettings['filter']): WebhookEndpointConfiguration['filter'] {
  const { channelPrefix: prefix, channelSuffix: suffix } = filter;
  const pattern = resolvePattern(filter);
  return {
    ...(prefix === undefined ? {} : { prefix }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(pattern === undefined ? {} : { pattern }),
  };
}

/** What may stand before the namespace (Pusher protocol, "Channels": the prefix of a name is its type). */
const TYPES = '(?:private-|presence-)?(?:encrypted-)?(?:cache-)?';

/** Namespaces are a pattern too; looking ahead for one leaves the other's anchors as they are. */
function resolvePattern({
  channelPattern,
  channelNamespace,
  channelNamespaces,
}: EndpointSettings['filter']): RegExp | undefined {
  const names = channelNamespace === undefined ? channelNamespaces : [channelNamespace, ...channelNamespaces];
  if (names.length === 0) return channelPattern;
  const begin = `^${TYPES}(?:${names.map((name) => name.replaceAll('.', '\\.')).join('|')}):`;
  return new RegExp(channelPattern === undefined ? begin : `(?=${begin})^.*(?:${channelPattern.source})`);
}

function resolveRetry(
  own: EndpointSettings['retry'],
  server: WebhooksSettings['retry'],
): WebhookEndpointConfiguration['retry'] {
  const maxAttempts = own.maxAttempts ?? server.maxAttempts;
  return {
    isEnabled: own.enabled ?? server.enabled,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    maxElapsed: own.maxElapsedTimeMs ?? server.maxElapsedTimeMs,
    initialBackoff: own.initialBackoffMs ?? server.initialBackoffMs,
    maxBackoff: own.maxBackoffMs ?? server.maxBackoffMs,
  };
}
