import {
  type ChannelName,
  checkMemberSize,
  createMember,
  type Member,
  PusherError,
  parsePresenceData,
  type SubscribeMessage,
  userIdOf,
  verifyChannel,
} from '@shoal/protocol';
import type { Connection } from '../connection/connection.js';

/**
 * Whether the connection may subscribe, and as whom.
 *
 * @returns the member on presence channels
 * @throws PusherError `subscription_unauthorized`, `bad_member`, `member_too_large`
 */
export function authorize(
  connection: Connection,
  channel: ChannelName,
  message: SubscribeMessage,
): Member | undefined {
  switch (channel.kind) {
    case 'public':
      return undefined;
    case 'user':
      // Clients subscribe to it unsigned: having signed in as this user is the permission.
      if (connection.user?.id !== userIdOf(channel)) throw new PusherError('subscription_unauthorized');
      return undefined;
    case 'private':
    case 'private-encrypted':
      verify(connection, channel, { auth: message.auth });
      return undefined;
    case 'presence':
      return authorizeMember(connection, channel, message);
    default:
      return channel.kind satisfies never;
  }
}

/** A signed-in connection may leave `channel_data` out: then it joins as its user. */
function authorizeMember(connection: Connection, channel: ChannelName, message: SubscribeMessage): Member {
  const { auth, channelData } = message;
  const { presenceMemberBytes, userIdLength } = connection.app.limits;
  if (channelData !== undefined) {
    verify(connection, channel, { auth, channelData });
    return parsePresenceData(channelData, presenceMemberBytes, userIdLength);
  }
  verify(connection, channel, { auth });
  const { user } = connection;
  if (user === undefined)
    throw new PusherError('bad_member', 'channel_data is missing and nobody is signed in');
  const member = createMember(user.id, user.userInfo);
  checkMemberSize(member, presenceMemberBytes);
  return member;
}

function verify(
  { app, socketId }: Connection,
  { name }: ChannelName,
  { auth, channelData }: { auth: string | undefined; channelData?: string },
): void {
  if (auth === undefined) throw new PusherError('subscription_unauthorized', 'This channel requires auth');
  const claim = { socketId, channel: name, ...(channelData === undefined ? {} : { channelData }) };
  if (!verifyChannel(app.credentials, auth, claim)) throw new PusherError('subscription_unauthorized');
}
