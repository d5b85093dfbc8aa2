import type { SubscriptionFailureReason } from '../catalogue/areas/channels.js';
import type { DisconnectReason, DisconnectSide } from '../catalogue/areas/connections.js';
import type { RequestedChannelType } from '../catalogue/label-values.js';

/** How an established connection ended. */
export interface ConnectionEnd {
  /** Of the close frame; 1005 and 1006 when there was none (RFC 6455 section 7.1.5). */
  readonly code: number;
  /** Who began to close. */
  readonly side: DisconnectSide;
  readonly reason: DisconnectReason;
  /** How long it was established. */
  readonly seconds: number;
}

export interface SubscriptionFailure {
  readonly appId: string;
  readonly type: RequestedChannelType;
  readonly reason: SubscriptionFailureReason;
}

export interface AdapterFacts {
  /** Absent where nobody waited for it to be done. Of what was received: since it was accepted elsewhere. */
  readonly seconds?: number | undefined;
  /** Size of the message, where there is one. */
  readonly bytes?: number;
  readonly failed?: boolean;
}
