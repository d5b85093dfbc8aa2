import type { Batch, CachedFrame, Exclusion } from '../cluster/adapter.js';
import type { ChannelRef } from '../cluster/channel-store.js';
import type { PendingMessage } from './pending-message.js';

/** @param messages in the order of their acceptance, not empty */
export function createBatch(channel: ChannelRef, messages: readonly PendingMessage[]): Batch {
  const [first] = messages;
  const single = messages.length === 1 ? first : undefined;
  const frames = single?.frame ?? Buffer.concat(messages.map(({ frame }) => frame));
  const acceptedAt = first?.acceptedAt ?? 0;
  if (messages.every(isPlain))
    return { channel, frames, messages: messages.length, acceptedAt, exclusions: none };
  const exclusions: Exclusion[] = [];
  const cached: CachedFrame[] = [];
  let offset = 0;
  for (const { frame, except, cacheId } of messages) {
    const { length } = frame;
    if (except !== undefined) exclusions.push({ offset, length, socketId: except });
    if (cacheId !== undefined) cached.push({ offset, length, id: cacheId });
    offset += length;
  }
  const marks = { exclusions, ...(cached.length > 0 ? { cached } : {}) };
  return { channel, frames, messages: messages.length, acceptedAt, ...marks };
}

/** The batch as one excluded socket gets it; undefined when nothing is left. */
export function withoutExcluded(
  { frames, messages, exclusions }: Batch,
  socketId: string,
): { frames: Buffer; messages: number } | undefined {
  const parts: Buffer[] = [];
  let left = messages;
  let from = 0;
  for (const exclusion of exclusions) {
    const { offset, length } = exclusion;
    // A frame may be excluded twice: by its publisher, and because the socket has had it from the cache.
    if (exclusion.socketId !== socketId || offset < from) continue;
    parts.push(frames.subarray(from, offset));
    from = offset + length;
    left -= 1;
  }
  if (left === 0) return undefined;
  parts.push(frames.subarray(from));
  return { frames: Buffer.concat(parts), messages: left };
}

const none: readonly Exclusion[] = [];

function isPlain({ except, cacheId }: PendingMessage): boolean {
  return except === undefined && cacheId === undefined;
}
