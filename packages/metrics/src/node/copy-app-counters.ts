import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { KnownApps } from './known-apps.js';

/** Copies the plain numbers of all apps into their series at each scrape. */
export function copyAppCounters(registry: MetricsRegistry<ServerCatalogue>, apps: KnownApps): void {
  const total = registry.gauge('total_connections');
  const established = registry.counter('connection_established_total');
  const closed = registry.counter('connection_closed_total');
  const sent = registry.counter('messages_sent_total');
  const received = registry.counter('messages_received_total');
  const bytesSent = registry.counter('socket_transmitted_bytes_total');
  const bytesReceived = registry.counter('socket_received_bytes_total');
  const broadcasts = registry.counter('broadcast_messages_total');
  const clientEvents = registry.counter('client_events_total');
  const publishes = registry.counter('publishes_accepted_total');
  const perApp = [
    total,
    established,
    closed,
    sent,
    received,
    bytesSent,
    bytesReceived,
    broadcasts,
    clientEvents,
  ];

  registry.beforeScrape(() => {
    // Apps that share the overflow series are summed, hence zero and add instead of set.
    for (const family of [...perApp, publishes]) family.zero();
    for (const [app_id, counters] of apps.all()) {
      total.add({ app_id }, counters.connectionsEstablished);
      established.add({ app_id }, counters.connectionsEstablished);
      closed.add({ app_id }, counters.connectionsClosed);
      sent.add({ app_id }, counters.messagesSent);
      received.add({ app_id }, counters.messagesReceived);
      bytesSent.add({ app_id }, counters.bytesSent);
      bytesReceived.add({ app_id }, counters.bytesReceived);
      broadcasts.add({ app_id }, counters.broadcasts);
      clientEvents.add({ app_id }, counters.clientEvents);
      publishes.add({ app_id, source: 'http' }, counters.publishesHttp);
      publishes.add({ app_id, source: 'batch' }, counters.publishesBatch);
      publishes.add({ app_id, source: 'client' }, counters.publishesClient);
    }
  });
}
