import type { ChannelRef } from '@shoal/core';

/** A channel's name over all apps: `app:channel`, unambiguous whatever either contains. */
export function channelRef({ appId, name }: ChannelRef): string {
  return `${appRef(appId)}:${name}`;
}

/** An app's id without a colon, so that the first one ends it. */
export function appRef(appId: string): string {
  return /[%:]/.test(appId) ? appId.replaceAll('%', '%25').replaceAll(':', '%3A') : appId;
}

export function parseChannelRef(ref: string): ChannelRef {
  const colon = ref.indexOf(':');
  return { appId: parseAppRef(ref.slice(0, colon)), name: ref.slice(colon + 1) };
}

export function parseAppRef(app: string): string {
  return app.replaceAll('%3A', ':').replaceAll('%25', '%');
}

/** Presence channels are the ones whose lists are told. */
export function hasMembers({ name }: Pick<ChannelRef, 'name'>): boolean {
  return name.startsWith('presence-');
}
