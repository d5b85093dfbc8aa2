/** The kinds of channels of the protocol; each is known by how its names begin. */
export const channelKinds = [
  { label: 'public', prefix: '' },
  { label: 'private', prefix: 'private-' },
  { label: 'presence', prefix: 'presence-' },
  { label: 'private-encrypted', prefix: 'private-encrypted-' },
  { label: 'cache', prefix: 'cache-' },
  { label: 'private-cache', prefix: 'private-cache-' },
  { label: 'presence-cache', prefix: 'presence-cache-' },
  { label: 'private-encrypted-cache', prefix: 'private-encrypted-cache-' },
] as const;

/** The full name; a prefix that was typed already is not put before it again. */
export function channelName(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name : prefix + name;
}

/** The kind that a channel of this name has. */
export function kindOf(name: string): string {
  const fitting = channelKinds.filter(({ prefix }) => name.startsWith(prefix));
  const longest = fitting.reduce((best, kind) => (kind.prefix.length > best.prefix.length ? kind : best));
  return longest.label;
}

/** Client events have a prefix of their own. */
export function clientEventName(name: string): string {
  return name.startsWith('client-') ? name : `client-${name}`;
}
