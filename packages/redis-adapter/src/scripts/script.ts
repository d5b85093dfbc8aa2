import { createHash } from 'node:crypto';

/** A Lua script, known to servers by its SHA-1. */
export interface Script {
  readonly name: string;
  readonly text: string;
  readonly sha: string;
}

/** @param parts pieces and body, in this order */
export function defineScript(name: string, ...parts: string[]): Script {
  const text = parts.join('\n');
  return { name, text, sha: createHash('sha1').update(text).digest('hex') };
}
