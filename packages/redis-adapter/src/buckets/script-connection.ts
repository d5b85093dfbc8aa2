/**
 * What buckets need of a connection: ioredis' Redis and Cluster both are one. Commands go out in the order of the
 * calls, and are answered in it. Switch off the offline queue and the resending of unanswered commands: what was
 * not answered is the bucket's to state again.
 */
export interface ScriptConnection {
  eval(text: string, keyCount: number, ...args: string[]): Promise<unknown>;
  evalsha(sha: string, keyCount: number, ...args: string[]): Promise<unknown>;
}
