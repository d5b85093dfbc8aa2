import type { Provider } from './provider.js';
import type { Target } from './target.js';

/** What a notification says, after its template was applied. */
export interface Notification {
  readonly title?: string;
  readonly body?: string;
  readonly icon?: string;
  readonly sound?: string;
  readonly collapseKey?: string;
  /** The app's own values: what `payload.data` and `payload.templateData` had. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** What a provider is sent, as JSON text: made once for a publish, by its provider's renderer. */
export type RenderedPayloads = Readonly<Partial<Record<Provider, string>>>;

/** An accepted publish. Never changes; kept beside its status, once, however many devices it reaches. */
export interface Publish {
  readonly appId: string;
  /** `pub_` and 22 characters, or what the caller chose. */
  readonly id: string;
  readonly targets: readonly Target[];
  readonly payloads: RenderedPayloads;
  /** SHA-256 of what was asked for: tells a repeat from another publish that was given the same id. */
  readonly fingerprint?: string;
  /** An operator has asked for it: neither its size nor an allowance holds it back, and none is used up by it. */
  readonly ignoresQuotas?: true;
  /** Milliseconds since 1970. */
  readonly acceptedAtMs: number;
  readonly notBeforeMs?: number;
  readonly expiresAtMs?: number;
}
