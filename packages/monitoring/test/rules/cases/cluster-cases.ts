import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const a = { instance: 'a:9601', role: 'server' };
const onA = { ...installation, instance: 'a:9601' };

export const clusterCases: readonly AlertCase[] = [
  fires('ShoalAdapterDisconnected', 'Redis is away for a minute', {
    series: {
      [series('sockudo_adapter_connected', a)]: '1 0x5',
      [series('sockudo_adapter_connected', { ...a, instance: 'b:9601' })]: '1x6',
    },
    since: '1m',
    at: '2m',
    as: [
      {
        labels: { ...onA, job: 'sockudo', role: 'server' },
        summary: 'a:9601 cannot reach the other servers',
        description: 'Clients of a:9601 get what is published there, and nothing from other servers.',
      },
    ],
  }),
  keepsQuiet('ShoalAdapterDisconnected', 'the connection is made anew', {
    series: { [series('sockudo_adapter_connected', a)]: '1 0 1x5' },
    at: ['1m', '2m', '6m'],
  }),
  fires('ShoalPublishesBuffered', 'messages pile up', {
    series: { [series('sockudo_adapter_buffered_publishes', a)]: '0 1500 3000x10' },
    since: '1m',
    at: '2m',
    as: [
      {
        labels: { ...onA, job: 'sockudo', role: 'server' },
        summary: 'Messages to other servers wait in a:9601',
        description: '3000 messages wait for Redis. What waits too long is given up.',
      },
    ],
  }),
  keepsQuiet('ShoalPublishesBuffered', 'some are on their way whenever somebody looks', {
    series: { [series('sockudo_adapter_buffered_publishes', a)]: '20 1500 40 3 120x10' },
    at: ['1m', '2m', '10m'],
  }),
  fires('ShoalPublishesDropped', 'messages are given up', {
    series: {
      [series('sockudo_adapter_dropped_publishes_total', { ...a, reason: 'expired' })]: '0+60x10',
      [series('sockudo_adapter_dropped_publishes_total', { ...a, reason: 'refused' })]: '7x10',
    },
    since: '1m',
    at: '6m',
    as: [
      {
        labels: { ...onA, reason: 'expired' },
        summary: 'a:9601 has given up messages to other servers',
        description: 'Clients of other servers miss about 300 messages: expired.',
      },
    ],
  }),
  keepsQuiet('ShoalPublishesDropped', 'that happened long ago', {
    series: { [series('sockudo_adapter_dropped_publishes_total', { ...a, reason: 'expired' })]: '500x20' },
    at: ['6m', '20m'],
  }),
  fires('ShoalUnreadableValues', 'a server of another release writes into the same store', {
    series: { [series('sockudo_adapter_unreadable_values_total', { ...a, kind: 'packet' })]: '0+4x30' },
    since: '5m',
    at: '20m',
    as: [
      {
        labels: { ...onA, kind: 'packet' },
        summary: 'a:9601 cannot read what other servers write',
        description: 'It left out about 60 of them (packet) within 15 minutes.',
      },
    ],
  }),
  keepsQuiet('ShoalUnreadableValues', 'all can read each other', {
    series: { [series('sockudo_adapter_unreadable_values_total', { ...a, kind: 'packet' })]: '0x30' },
    at: ['20m'],
  }),
];
