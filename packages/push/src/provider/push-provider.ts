import type { Credential } from '../model/credential.js';
import type { Provider } from '../model/provider.js';
import type { Recipient } from '../model/recipient.js';
import type { ProviderOutcome } from './provider-outcome.js';

export interface Shipment<Kind extends Provider = Provider> {
  readonly credential: Extract<Credential, { provider: Kind }>;
  readonly recipient: Recipient;
  /** As the provider's renderer made it. */
  readonly payload: string;
  /** Milliseconds since 1970: after it nobody wants it. */
  readonly expiresAtMs?: number;
}

/** Port: brings notifications to one provider, for all apps: sessions and tokens are kept per credential. */
export interface PushProvider<Kind extends Provider = Provider> {
  readonly kind: Kind;
  /** Never rejects. Ends within ten seconds. */
  send(shipment: Shipment<Kind>): Promise<ProviderOutcome>;
  /** What is under way ends as retryable. */
  close(): Promise<void>;
}
