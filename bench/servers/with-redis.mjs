import { Redis } from 'ioredis';
import { startRedis } from './start-redis.mjs';

/**
 * Starts a Redis, lets `use` work with it, and stops it whatever happens.
 *
 * @param {(redis: WatchedRedis) => Promise<T>} use
 * @template T
 */
export async function withRedis(use) {
  const redis = await startRedis();
  const client = new Redis(redis.port);
  try {
    return await use(new WatchedRedis(redis.port, client));
  } finally {
    client.disconnect();
    redis.stop();
  }
}

/** What a Redis says of itself in INFO. */
class WatchedRedis {
  #client;

  constructor(port, client) {
    this.#client = client;
    this.port = port;
    /** Makes a server one of a cluster on this Redis. */
    this.env = { ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://127.0.0.1:${port}` };
  }

  async usedBytes() {
    return (await this.#info()).used_memory;
  }

  /** Since its start: commands (those of scripts included), bytes to and from it, seconds of CPU. */
  async spent() {
    const info = await this.#info();
    return {
      commands: info.total_commands_processed,
      received: info.total_net_input_bytes,
      sent: info.total_net_output_bytes,
      cpuSeconds: info.used_cpu_user + info.used_cpu_sys,
    };
  }

  async #info() {
    const lines = (await this.#client.info()).split('\r\n').map((line) => line.split(':'));
    return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]));
  }
}
