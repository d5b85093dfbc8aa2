import type { Redis } from 'ioredis';
import { type Finding, warning } from './finding.js';

const mebibyte = 1024 * 1024;
/** Redis' own defaults: what a subscriber may have unread at once, and for a minute. */
const leastHard = 32 * mebibyte;
const leastSoft = 8 * mebibyte;

/** Finds a limit at which Redis cuts a subscriber that is behind for a moment. */
export async function checkOutputBuffer(server: Redis): Promise<Finding[]> {
  let reply: unknown;
  try {
    reply = await server.config('GET', 'client-output-buffer-limit');
  } catch (error) {
    return [unreadable(error)];
  }
  const limits = Array.isArray(reply) ? parsePubSubLimits(String(reply[1])) : undefined;
  return limits === undefined ? [] : judgeLimits(limits);
}

interface Limits {
  readonly hard: number;
  readonly soft: number;
}

/** @param text `normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60` */
export function parsePubSubLimits(text: string): Limits | undefined {
  const match = /pubsub (\d+) (\d+) \d+/.exec(text);
  return match === null ? undefined : { hard: Number(match[1]), soft: Number(match[2]) };
}

/** A limit of 0 is none. */
export function judgeLimits({ hard, soft }: Limits): Finding[] {
  const isTooSmall = (hard > 0 && hard < leastHard) || (soft > 0 && soft < leastSoft);
  if (!isTooSmall) return [];
  return [
    warning(
      'output-buffer',
      `client-output-buffer-limit for pubsub is ${hard} ${soft} bytes: a node that is behind for a moment loses its connection, and messages.`,
      'Set client-output-buffer-limit to at least "pubsub 32mb 8mb 60".',
    ),
  ];
}

/** Providers often forbid CONFIG. The default limits are enough, so that is no trouble by itself. */
function unreadable(error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return warning(
    'config-unreadable',
    `CONFIG GET is refused (${reason}), so the pub/sub output buffer limit is unknown.`,
    'Allow CONFIG GET, or see in the settings of the provider that the limit is at least 32 MB.',
  );
}
