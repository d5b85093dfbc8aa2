import type { Credential, PublishLimits, WebhookEventName } from '@shoal/protocol';

/** A tenant: what it may do and how much of it. Plain data, replaced as a whole when it changes. */
export interface App {
  readonly id: string;
  /** Active keys, the primary one first. Any of them signs. */
  readonly credentials: readonly [Credential, ...Credential[]];
  readonly enabled: boolean;
  readonly features: AppFeatures;
  readonly limits: AppLimits;
  /** Patterns for the Origin header; empty allows every origin. */
  readonly allowedOrigins: readonly string[];
  /** Events that at least one of the app's endpoints wants; others are never recorded. */
  readonly webhookEvents: ReadonlySet<WebhookEventName>;
}

export interface AppFeatures {
  readonly clientEvents: boolean;
  readonly userAuthentication: boolean;
  readonly watchlist: boolean;
  /** Sends `pusher_internal:subscription_count`. */
  readonly subscriptionCount: boolean;
}

/** Absent means unlimited. Lengths in characters, sizes in bytes. */
export interface AppLimits extends PublishLimits {
  readonly connections?: number;
  readonly presenceMembers: number;
  readonly presenceMemberBytes: number;
  readonly userIdLength: number;
  /** Client events of one connection. */
  readonly clientEvents?: RateLimit;
  /** All frames of one connection. */
  readonly messages?: RateLimit;
  /** Published events per second over REST, one for each channel. */
  readonly backendEventsPerSecond?: number;
  readonly readRequestsPerSecond?: number;
}

export interface RateLimit {
  readonly max: number;
  readonly windowSeconds: number;
  /** Close the connection instead of dropping what is over. */
  readonly terminate: boolean;
}
