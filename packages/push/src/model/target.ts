import type { Recipient } from './recipient.js';

/** Whom a publish is for. A user is the client of that id. */
export type Target =
  | { readonly type: 'device'; readonly deviceId: string }
  | { readonly type: 'client'; readonly clientId: string }
  | { readonly type: 'channel'; readonly channel: string }
  | { readonly type: 'recipient'; readonly recipient: Recipient };
