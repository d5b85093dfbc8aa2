import { type Credential, verifyAuth } from './hmac.js';

/** What a backend signs to let one connection into one channel (protocol 7, "Authenticating users"). */
export interface ChannelClaim {
  readonly socketId: string;
  readonly channel: string;
  readonly channelData?: string;
}

export function channelText({ socketId, channel, channelData }: ChannelClaim): string {
  return channelData === undefined ? `${socketId}:${channel}` : `${socketId}:${channel}:${channelData}`;
}

export function verifyChannel(
  credentials: readonly Credential[],
  auth: string,
  claim: ChannelClaim,
): boolean {
  return verifyAuth(credentials, auth, channelText(claim));
}
