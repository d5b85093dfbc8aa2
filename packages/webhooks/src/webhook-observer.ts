/** Why a request failed. */
export type WebhookFailure =
  | 'timeout'
  | 'network'
  | 'refused_target'
  | 'status_3xx'
  | 'status_4xx'
  | 'status_5xx'
  | 'lambda';

/**
 * Why events went nowhere.
 *
 * `endpoint_gone`: the app or its endpoint is not configured any more, or does not want the event any more. Records of
 * an app that is not known when they are passed on never came into the queue: each is counted once, too.
 * `buffer_full`, `shutdown`: records that never came into the queue, each counted once, whatever endpoints there are;
 * and what a queue in memory or a full lane has lost, one for each event and endpoint.
 * `dead_letters_full`: older dead letters that had to go for a new one, counted in letters.
 */
export type WebhookDrop = 'buffer_full' | 'endpoint_gone' | 'dead_letters_full' | 'shutdown';

export type StatusClass = '2xx' | '3xx' | '4xx' | '5xx' | 'none';

/**
 * What is told of webhooks. The unit of `events` is one event for one endpoint, so that queued = sent + failed +
 * dropped out of the queue + what still waits, up to what a process that dies has said twice or not at all: whatever
 * is repeated is also counted again. Calls must not throw.
 */
export interface WebhookObserver {
  /** Safe in the queue, for the first time or as the replay of a dead letter. */
  queued(appId: string, events: number): void;
  /** Answered with 2xx. */
  sent(appId: string, events: number): void;
  /** Given up. They are dead letters from now on. */
  failed(appId: string, events: number): void;
  dropped(appId: string, reason: WebhookDrop, events: number): void;
  /** One request has ended. @param seconds that it took */
  attempted(appId: string, attempt: { readonly status: StatusClass; readonly seconds: number }): void;
  /** One request has failed, for the time being or for good. */
  requestFailed(appId: string, reason: WebhookFailure): void;
  /** A request will be made again. */
  retried(appId: string): void;
  /** Requests became dead letters. */
  deadLettered(appId: string, letters: number): void;
}
