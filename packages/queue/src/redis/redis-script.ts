import { createHash } from 'node:crypto';

/** A Lua script, known to servers by its SHA-1. All its keys are in one slot. */
export interface RedisScript {
  readonly text: string;
  readonly sha: string;
}

export function defineScript(text: string): RedisScript {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
