import { refuseAddress } from './refuse-address.js';

it.each([
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['10.0.0.1', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.169.254', 'link local'],
  ['100.64.0.1', 'carrier grade nat'],
  ['100.127.255.255', 'carrier grade nat'],
  ['192.0.0.170', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['198.19.255.255', 'reserved'],
  ['198.51.100.1', 'reserved'],
  ['203.0.113.1', 'reserved'],
  ['224.0.0.1', 'multicast'],
  ['240.0.0.1', 'reserved'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['fe80::1', 'link local'],
  ['fe80::1%eth0', 'link local'],
  ['fec0::1', 'deprecated site local'],
  ['fc00::1', 'unique local'],
  ['fd00:ec2::254', 'unique local'],
  ['ff02::1', 'multicast'],
  ['100::1', 'discard'],
  ['2001:db8::1', 'reserved'],
  ['2001:2::1', 'benchmarking'],
  ['2001::1', 'teredo'],
  ['3fff::1', 'reserved'],
  ['4000::1', 'not assigned'],
])('refuses %s: %s', (address, range) => {
  expect(refuseAddress(address)).toBe(range);
});

it.each([
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:7f00:1', 'loopback'],
  ['::127.0.0.1', 'loopback'],
  ['::ffff:10.0.0.1', 'private'],
  ['64:ff9b::169.254.169.254', 'link local'],
  ['64:ff9b::a9fe:a9fe', 'link local'],
  ['2002:7f00:1::', 'loopback'],
  ['2002:c0a8:101::1', 'private'],
])('judges %s by the address that it carries: %s', (address, range) => {
  expect(refuseAddress(address)).toBe(range);
});

it.each([
  ['::7f00:1', 'not assigned'],
  ['::ffff:0:127.0.0.1', 'rfc6145'],
  ['64:ff9b:1::7f00:1', 'rfc6052'],
])('refuses %s, which may carry an address in a way that we cannot know', (address, range) => {
  expect(refuseAddress(address)).toBe(range);
});

it.each(['', 'localhost', '1.2.3.4.5', 'fe80::1::2'])('refuses what is no address: "%s"', (address) => {
  expect(refuseAddress(address)).toBe('no address');
});

it.each([
  '8.8.8.8',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
  '2002:808:808::',
])('lets %s be', (address) => {
  expect(refuseAddress(address)).toBeUndefined();
});
