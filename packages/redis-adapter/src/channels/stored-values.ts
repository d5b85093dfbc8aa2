import type { MemberChange, WebhookRecord } from '@shoal/core';
import { createMember, encodeJson, isRecord, type Member, type WebhookEvent } from '@shoal/protocol';
import { FORMAT, isReadable } from '../keys.js';
import { parseChannelRef } from './channel-ref.js';

/** A member: format, then JSON of its id and, if it has one, its user_info. */
export function encodeMember({ userId, userInfo }: Member): string {
  return FORMAT + (encodeJson({ id: userId, info: userInfo }) ?? JSON.stringify({ id: userId }));
}

/** Undefined when another release has written it. */
export function decodeMember(text: string): Member | undefined {
  const value = decode(text);
  if (!isRecord(value)) return undefined;
  const { id, info } = value;
  return typeof id === 'string' || typeof id === 'number' ? createMember(id, info) : undefined;
}

/** An entry of a list's log: version, sign, member. Undefined when another release has written it. */
export function decodeChange(text: string): MemberChange | undefined {
  const sign = text.search(/[+-]/);
  const member = decodeMember(text.slice(sign + 1));
  if (sign < 1 || member === undefined) return undefined;
  const kind = text.charAt(sign) === '+' ? 'added' : 'removed';
  return { kind, version: Number(text.slice(0, sign)), member };
}

/** A record of the outbox. Undefined when another release has written it. */
export function decodeRecord(text: string): WebhookRecord | undefined {
  const value = decode(text);
  if (!Array.isArray(value)) return undefined;
  const [id, ref, name, key, timeMs, version] = value;
  if (typeof id !== 'string' || typeof ref !== 'string') return undefined;
  if (typeof timeMs !== 'number' || typeof version !== 'number') return undefined;
  const channel = parseChannelRef(ref);
  const event = decodeEvent(name, channel.name, key);
  return event && { id, appId: channel.appId, event, timeMs, version };
}

function decodeEvent(name: unknown, channel: string, key: unknown): WebhookEvent | undefined {
  switch (name) {
    case 'channel_occupied':
    case 'channel_vacated':
      return { name, channel };
    case 'member_added':
    case 'member_removed':
      return typeof key === 'string' ? { name, channel, user_id: key } : undefined;
    default:
      return undefined;
  }
}

function decode(text: string): unknown {
  if (!isReadable(text)) return undefined;
  try {
    return JSON.parse(text.slice(1));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
