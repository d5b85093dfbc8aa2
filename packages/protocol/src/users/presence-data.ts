import { PusherError } from '../errors.js';
import { encodeJson, isRecord } from '../json.js';
import { limits } from '../limits.js';
import { createMember, type Member } from './member.js';

/**
 * Reads the signed `channel_data` of a presence subscription: `{"user_id": string | number, "user_info"?: any}`.
 *
 * @throws PusherError `bad_member`, `member_too_large`
 */
export function parsePresenceData(
  channelData: string,
  maxBytes: number,
  maxIdLength: number = limits.userIdLength,
): Member {
  let value: unknown;
  try {
    value = JSON.parse(channelData);
  } catch (cause) {
    throw new PusherError('bad_member', 'channel_data is not JSON', { cause });
  }
  if (!isRecord(value) || !isUserId(value.user_id)) throw new PusherError('bad_member');
  const member = createMember(value.user_id, value.user_info);
  if (member.key.length > maxIdLength) throw new PusherError('bad_member', 'The user id is too long');
  checkMemberSize(member, maxBytes);
  return member;
}

/** @throws PusherError `member_too_large` */
export function checkMemberSize({ userInfo }: Member, maxBytes: number): void {
  if (userInfo === undefined) return;
  const text = encodeJson(userInfo);
  if (text === undefined || Buffer.byteLength(text) > maxBytes) {
    throw new PusherError('member_too_large', `user_info is larger than ${maxBytes} bytes`);
  }
}

function isUserId(value: unknown): value is string | number {
  // JSON's 1e999 is read as Infinity, which JSON cannot write.
  return (typeof value === 'string' && value !== '') || Number.isFinite(value);
}
