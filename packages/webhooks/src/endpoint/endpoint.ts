import type { WebhookEventName } from '@shoal/protocol';

/** Where an endpoint's webhooks go. */
export type Target =
  | { readonly kind: 'http'; readonly url: string }
  | {
      readonly kind: 'lambda';
      readonly functionName: string;
      readonly region: string;
      /** Waits for the function's result (`RequestResponse`) instead of handing the event over (`Event`). */
      readonly isAwaited: boolean;
      /** Of the AWS client: where it is in a test, and who asks. Absent: as AWS' own environment says. */
      readonly endpoint?: string;
      readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
    };

/** What a channel's name must be like. Everything that is given has to hold. */
export interface ChannelFilter {
  readonly prefix?: string;
  readonly suffix?: string;
  /** Anywhere in the name, unless it is anchored. */
  readonly pattern?: RegExp;
}

/** Milliseconds throughout. */
export interface RetryPolicy {
  readonly isEnabled: boolean;
  /** Attempts in all. Absent: as many as fit into `maxElapsed`. */
  readonly maxAttempts?: number;
  /** From the first attempt on; no retry begins later. */
  readonly maxElapsed: number;
  readonly initialBackoff: number;
  readonly maxBackoff: number;
}

/** One receiver of an app's webhooks. */
export interface Endpoint {
  /** Stable as long as its target is; told apart from the app's others. In jobs, labels of dead letters, and logs. */
  readonly id: string;
  readonly target: Target;
  /** Nothing else is sent. */
  readonly events: ReadonlySet<WebhookEventName>;
  readonly filter: ChannelFilter;
  /** Sent along; they cannot replace those of the protocol. */
  readonly headers: Readonly<Record<string, string>>;
  /** Events in one request: 1 when the endpoint wants no batches. At most 100. */
  readonly maxEvents: number;
  /** Whether the events of a channel come in their order, and wait for each other. */
  readonly isOrdered: boolean;
  readonly retry: RetryPolicy;
  /** Milliseconds for one request. */
  readonly timeout: number;
  /** Requests at once, a worker. */
  readonly concurrency: number;
}

/** An app as the delivery of webhooks sees it. */
export interface WebhookApp {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
  readonly endpoints: readonly Endpoint[];
}

/** Port: apps by their id, as they are configured now. */
export interface WebhookApps {
  /** @returns undefined for an app that does not exist (any more). Rejects when that cannot be said now */
  find(appId: string): WebhookApp | undefined | Promise<WebhookApp | undefined>;
}
