import { createHmac } from 'node:crypto';
import type { AppCredentials } from '../server/server-address.js';

/** What a backend answers to a client that wants to subscribe. */
export interface ChannelAuthorization {
  readonly auth: string;
  readonly channel_data?: string;
}

/** What a backend answers to a client that wants to sign in. */
export interface UserAuthentication {
  readonly auth: string;
  readonly user_data: string;
}

/*
 * Written from the protocol's description, on purpose without @shoal/protocol: a fault in the server's own
 * signatures must not be repeated here.
 */

/** @param channelData the member of a presence channel: a text is signed as it is, anything else as JSON */
export function authorizeChannel(
  app: AppCredentials,
  request: { readonly socketId: string; readonly channel: string; readonly channelData?: unknown },
): ChannelAuthorization {
  const { socketId, channel, channelData } = request;
  if (channelData === undefined) return { auth: sign(app, `${socketId}:${channel}`) };
  const channel_data = asText(channelData);
  return { auth: sign(app, `${socketId}:${channel}:${channel_data}`), channel_data };
}

/** @param userData a text is signed as it is, anything else as JSON */
export function authenticateUser(
  app: AppCredentials,
  request: { readonly socketId: string; readonly userData: unknown },
): UserAuthentication {
  const user_data = asText(request.userData);
  return { auth: sign(app, `${request.socketId}::user::${user_data}`), user_data };
}

/** Hex HMAC-SHA256 with the app's secret. */
export function signature(app: AppCredentials, text: string): string {
  return createHmac('sha256', app.secret).update(text).digest('hex');
}

function sign(app: AppCredentials, text: string): string {
  return `${app.key}:${signature(app, text)}`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
