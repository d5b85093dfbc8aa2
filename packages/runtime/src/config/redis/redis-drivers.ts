import type { Settings } from '../schema/configuration-schema.js';
import type { SettingPath } from '../setting/key-spelling.js';

/** The two ways to use Redis. */
export type RedisDriver = 'redis' | 'redis-cluster';

/** A part that can keep its state in Redis, and the driver that it has. */
export interface DriverChoice {
  readonly path: SettingPath;
  readonly driver: RedisDriver;
}

type DriverSection = { readonly driver: string; readonly redis: { readonly clusterMode: boolean } };

/** The driver of a part. soketi writes Redis Cluster as `redis` with a switch beside it. */
export function effectiveDriver<D extends string>(section: {
  readonly driver: D;
  readonly redis: { readonly clusterMode: boolean };
}): D | 'redis-cluster' {
  return section.driver === 'redis' && section.redis.clusterMode ? 'redis-cluster' : section.driver;
}

/** The parts whose state is in Redis, the adapter first. */
export function redisChoices({ adapter, cache, queue, rateLimiter }: Settings): DriverChoice[] {
  const sections: readonly (readonly [string, DriverSection])[] = [
    ['adapter', adapter],
    ['cache', cache],
    ['queue', queue],
    ['rateLimiter', rateLimiter],
  ];
  return sections.flatMap(([name, section]) => {
    const driver = effectiveDriver(section);
    return driver === 'redis' || driver === 'redis-cluster' ? [{ path: [name, 'driver'], driver }] : [];
  });
}
