/** Values of the label `channel_type`, and how channels of the type are called. */
const names = {
  public: 'news',
  private: 'private-chat',
  presence: 'presence-lobby',
  private_encrypted: 'private-encrypted-notes',
  cache: 'cache-price',
  private_cache: 'private-cache-score',
  presence_cache: 'presence-cache-board',
  private_encrypted_cache: 'private-encrypted-cache-desk',
} as const;

export type RoomChannelType = keyof typeof names;

export const channelTypes = Object.keys(names).filter(isChannelType);

/** Channels of this type belong to one seat; of any other type the room has one channel that its seats share. */
export const ownType = 'private_encrypted_cache';

/** @param owner part of the name: a room, or a seat in it */
export function channelName(type: RoomChannelType, owner: string): string {
  return `${names[type]}-${owner}`;
}

/** @throws Error for a name that {@link channelName} has not made */
export function channelTypeOf(channel: string): RoomChannelType {
  const found = channelTypes.find((type) => channel.startsWith(`${names[type]}-`));
  if (found === undefined) throw new Error(`${channel} is no channel of a room`);
  return found;
}

export function isPresence(type: RoomChannelType): boolean {
  return type === 'presence' || type === 'presence_cache';
}

export function isCached(type: RoomChannelType): boolean {
  return type.endsWith('cache');
}

function isChannelType(word: string): word is RoomChannelType {
  return word in names;
}
