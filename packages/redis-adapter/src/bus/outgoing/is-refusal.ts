/** First words of error replies that pass: Redis is loading, moving slots, failing over or busy. */
const passing = new Set([
  'ASK',
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MOVED',
  'READONLY',
  'TRYAGAIN',
  'UNKILLABLE',
]);

/** Whether Redis itself has said no, and will say so again (an ACL, a version without the command). */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'ReplyError') return false;
  const [code = ''] = error.message.split(' ', 1);
  return !passing.has(code);
}
