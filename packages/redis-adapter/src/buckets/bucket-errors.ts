/** The installation was begun with another number of buckets: its keys would be looked for in the wrong ones. */
export class BucketCountError extends Error {
  override readonly name = 'BucketCountError';

  constructor(found: string, expected: number) {
    super(
      `This installation has ${found} buckets in Redis and this release ${expected}: ` +
        'run the release that it was begun with, or give this one another key prefix',
    );
  }
}

/** Errors of Redis that speak of one script, not of the server: the others mean that the bucket is away. */
const scriptFaults = /^(ERR|WRONGTYPE|NOPERM)\b/;

/** Whether the server has executed a command and found fault with it alone. */
export function isScriptFault(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError' && scriptFaults.test(error.message);
}

/** Whether the server has never seen the script, or has forgotten it. */
export function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
