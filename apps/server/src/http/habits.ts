import type { ChannelName, InfoAttribute } from '@shoal/protocol';

/** Answers of the REST API in which a peer differs from the official one. */
export interface Habits {
  /** Of a publish that asked for nothing. */
  readonly done: object;
  /** Attributes of listed channels that need not be asked for. */
  readonly alwaysListed: readonly InfoAttribute[];
  readonly listsOccupied: boolean;
  alwaysDescribed(channel: ChannelName): readonly InfoAttribute[];
}

const official: Habits = { done: {}, alwaysListed: [], listsOccupied: false, alwaysDescribed: () => [] };

/** `compat: soketi`. Its error statuses (200 for everything) are not among them: they hide failures. */
const soketi: Habits = {
  done: { ok: true },
  alwaysListed: ['subscription_count'],
  listsOccupied: true,
  alwaysDescribed: ({ kind }) =>
    kind === 'presence' ? ['subscription_count', 'user_count'] : ['subscription_count'],
};

export function habitsOf(compat: readonly string[]): Habits {
  return compat.includes('soketi') ? soketi : official;
}
