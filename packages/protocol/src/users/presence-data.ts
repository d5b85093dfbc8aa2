import { PusherError } from '../errors.js';
import { isRecord } from '../json.js';
import { createMember, type Member } from './member.js';

/**
 * Reads the signed `channel_data` of a presence subscription: `{"user_id": string | number, "user_info"?: any}`.
 *
 * @throws PusherError `bad_member`, `member_too_large`
 */
export function parsePresenceData(channelData: string, maxBytes: number): Member {
  let value: unknown;
  try {
    value = JSON.parse(channelData);
  } catch (cause) {
    throw new PusherError('bad_member', 'channel_data is not JSON', { cause });
  }
  if (!isRecord(value) || !isUserId(value.user_id)) throw new PusherError('bad_member');
  const member = createMember(value.user_id, value.user_info);
  checkMemberSize(member, maxBytes);
  return member;
}

/** @throws PusherError `member_too_large` */
export function checkMemberSize({ userInfo }: Member, maxBytes: number): void {
  if (userInfo !== undefined && Buffer.byteLength(JSON.stringify(userInfo)) > maxBytes) {
    throw new PusherError('member_too_large', `user_info is larger than ${maxBytes} bytes`);
  }
}

function isUserId(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
