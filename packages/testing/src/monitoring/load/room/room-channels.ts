/** Values of the label `channel_type` that rooms have. */
export const channelTypes = [
  'public',
  'private',
  'presence',
  'private_encrypted',
  'cache',
  'private_cache',
  'presence_cache',
] as const;

export type RoomChannelType = (typeof channelTypes)[number];

/** The channels of a room, one of each type, with names that no other room has. */
export function channelsOf(room: string): Readonly<Record<RoomChannelType, string>> {
  return {
    public: `news-${room}`,
    private: `private-chat-${room}`,
    presence: `presence-lobby-${room}`,
    private_encrypted: `private-encrypted-notes-${room}`,
    cache: `cache-price-${room}`,
    private_cache: `private-cache-score-${room}`,
    presence_cache: `presence-cache-board-${room}`,
  };
}

export function isPresence(type: RoomChannelType): boolean {
  return type === 'presence' || type === 'presence_cache';
}

export function isCached(type: RoomChannelType): boolean {
  return type === 'cache' || type === 'private_cache' || type === 'presence_cache';
}
