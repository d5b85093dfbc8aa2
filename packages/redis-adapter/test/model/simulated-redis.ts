import type { Redis } from 'ioredis';

/** A script call as a connection was asked for it; `args` begin with the bucket's base, the time and the run id. */
export interface ScriptCall {
  readonly command: 'eval' | 'evalsha';
  readonly script: string;
  readonly args: readonly string[];
}

const copyKeys = `
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  redis.call('HSET', KEYS[1], key, redis.call('DUMP', key))
end
`;
const dropKeys = `
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do redis.call('DEL', key) end
`;
const restoreKeys = `
local copy = redis.call('HGETALL', KEYS[1])
for at = 1, #copy, 2 do redis.call('RESTORE', copy[at], 0, copy[at + 1]) end
`;

/** The part of a real server under one prefix, with a time and a run id of the test's. */
export class SimulatedRedis {
  private readonly client: Redis;
  private readonly prefix: string;
  private runs = 1;

  constructor(client: Redis, prefix: string) {
    this.client = client;
    this.prefix = prefix;
  }

  /** Executes calls in this order, at this time. @returns replies; an Error where the server replied one */
  async execute(calls: readonly ScriptCall[], now: number): Promise<unknown[]> {
    const pipeline = this.client.pipeline();
    for (const { command, script, args } of calls) {
      const [base = '', , , ...rest] = args;
      pipeline[command](script, 1, base, String(now), `run${this.runs}`, ...rest);
    }
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([error, value]) => error ?? value);
  }

  /** Keeps a copy of everything: what a replica has. */
  async snapshot(): Promise<void> {
    await this.client.del(this.copy);
    await this.client.eval(copyKeys, 1, this.copy, this.prefix);
  }

  /** A replica takes over that is as old as the last snapshot; without one it is empty. */
  async failOver(): Promise<void> {
    this.runs += 1;
    await this.flush();
    await this.client.eval(restoreKeys, 1, this.copy);
  }

  async flush(): Promise<void> {
    await this.client.eval(dropKeys, 0, this.prefix);
  }

  /** How many buckets have anything: the others begin anew, with all that was in them forgotten. */
  async countBuckets(): Promise<number> {
    return (await this.keysOf('meta')).length;
  }

  /** Full names of all buckets' keys with these names. */
  async keysOf(...names: readonly string[]): Promise<string[]> {
    const found = await Promise.all(names.map((name) => this.client.keys(`${this.prefix}*:${name}`)));
    return found.flat();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.client.del(this.copy);
  }

  private get copy(): string {
    return `copy-of-${this.prefix}`;
  }
}
