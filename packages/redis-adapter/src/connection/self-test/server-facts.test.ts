import { judgeLimits, parsePubSubLimits } from './output-buffer.js';
import { isAtLeast, judgeFacts, parseInfo, type ServerFacts } from './server-facts.js';

const sound: ServerFacts = {
  version: '7.0.15',
  isReplica: false,
  isClusterNode: false,
  maxMemory: 0,
  evictionPolicy: 'noeviction',
};

function judge(facts: Partial<ServerFacts>, wanted: 'auto' | 'sharded' | 'classic' = 'auto'): string[] {
  return [...judgeFacts({ ...sound, ...facts }, wanted)].map(({ code, severity }) => `${severity} ${code}`);
}

it('reads what a server says about itself', () => {
  const info =
    '# Server\r\nredis_version:7.2.4\r\nexecutable:/usr/bin:odd\r\n# Memory\r\nmaxmemory:100\r\nmaxmemory_policy:allkeys-lru\r\nrole:slave\r\ncluster_enabled:1\r\n';
  expect(parseInfo(info)).toEqual({
    version: '7.2.4',
    isReplica: true,
    isClusterNode: true,
    maxMemory: 100,
    evictionPolicy: 'allkeys-lru',
  });
});

test.each([
  ['7.0.15', true],
  ['7.4', true],
  ['8.0.0', true],
  ['10.0.0', true],
  ['6.9.9', false],
  ['unknown', false],
])('%s is at least 7.0: %s', (version, expected) => {
  expect(isAtLeast(version, [7, 0])).toBe(expected);
});

test.each<[Partial<ServerFacts>, 'auto' | 'sharded' | 'classic', string[]]>([
  [{}, 'auto', []],
  [{ version: '5.0.7' }, 'classic', ['fatal version']],
  [{ version: '6.0.16' }, 'auto', ['fatal version']],
  [{ version: '6.2.0' }, 'auto', ['warning version']],
  [{ version: '6.2.0' }, 'classic', ['warning version']],
  [{ version: '6.2.0' }, 'sharded', ['fatal version']],
  [{ version: '8.2.1' }, 'sharded', []],
  [{ isReplica: true }, 'auto', ['fatal read-only']],
  [{ evictionPolicy: 'allkeys-lru' }, 'auto', ['warning eviction']],
  [{ evictionPolicy: 'volatile-lru', maxMemory: 1 }, 'auto', ['warning eviction']],
  [{ evictionPolicy: 'allkeys-random', maxMemory: 1 }, 'auto', ['fatal eviction']],
])('%j with %s pub/sub: %j', (facts, wanted, expected) => {
  expect(judge(facts, wanted)).toEqual(expected);
});

it('finds output buffers below the defaults of Redis, and takes 0 for none', () => {
  const limits = parsePubSubLimits('normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60');
  expect(limits).toEqual({ hard: 33_554_432, soft: 8_388_608 });
  expect(judgeLimits({ hard: 33_554_432, soft: 8_388_608 })).toEqual([]);
  expect(judgeLimits({ hard: 0, soft: 0 })).toEqual([]);
  expect(judgeLimits({ hard: 1_048_576, soft: 0 })).toMatchObject([{ code: 'output-buffer' }]);
  expect(judgeLimits({ hard: 0, soft: 1_048_576 })).toMatchObject([{ code: 'output-buffer' }]);
  expect(parsePubSubLimits('')).toBeUndefined();
});
