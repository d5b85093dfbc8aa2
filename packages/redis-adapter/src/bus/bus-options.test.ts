import { systemClock } from '@shoal/core';
import { Cluster, Redis } from 'ioredis';
import { checkBusOptions, type RedisBusOptions } from './bus-options.js';

const lazyConnect = true;
const publisher = new Redis({ lazyConnect, autoResendUnfulfilledCommands: false, enableOfflineQueue: false });
const subscriber = new Redis({ lazyConnect, autoResubscribe: false });
const clusterPublisher = new Cluster([{ port: 1 }], {
  ...{ lazyConnect, retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 },
});
const clusterSubscriber = new Cluster([{ port: 1 }], { lazyConnect, shardedSubscribers: true });

function check(options: Partial<RedisBusOptions>): () => void {
  return () => checkBusOptions({ nodeId: 'n', clock: systemClock, publisher, subscriber, ...options });
}

test('clients as the bus needs them are accepted', () => {
  expect(check({})).not.toThrow();
  expect(check({ mode: 'classic', prefix: 'p' })).not.toThrow();
  expect(check({ publisher: clusterPublisher, subscriber: clusterSubscriber })).not.toThrow();
});

test.each<[string, Partial<RedisBusOptions>]>([
  ['node id', { nodeId: '' }],
  ['node id', { nodeId: 'x'.repeat(101) }],
  ['prefix', { prefix: 'a{b}' }],
  ['keyPrefix', { subscriber: new Redis({ lazyConnect, keyPrefix: 'k', autoResubscribe: false }) }],
  [
    'autoResendUnfulfilledCommands: false',
    { publisher: new Redis({ lazyConnect, enableOfflineQueue: false }) },
  ],
  [
    'enableOfflineQueue: false',
    { publisher: new Redis({ lazyConnect, autoResendUnfulfilledCommands: false }) },
  ],
  ['autoResubscribe: false', { subscriber: new Redis({ lazyConnect }) }],
  ['retryDelayOnFailover: 0', { publisher: new Cluster([{ port: 1 }], { lazyConnect }) }],
  ['shardedSubscribers: true', { subscriber: new Cluster([{ port: 1 }], { lazyConnect }) }],
  ['classic', { mode: 'classic', subscriber: clusterSubscriber }],
])('names what is wrong: %s', (named, options) => {
  expect(check(options)).toThrow(named);
  expect(check(options)).toThrow(expect.objectContaining({ name: 'BusOptionsError' }));
});
