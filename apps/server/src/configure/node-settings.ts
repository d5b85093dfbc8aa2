import type { NodeSettings } from '@shoal/core';
import type { Configuration } from '@shoal/runtime';

/** What core wants to know, from the configuration. */
export function nodeSettings(configuration: Configuration): NodeSettings {
  const { websocket, channelLimits, compat } = configuration;
  return {
    activityTimeout: configuration.activityTimeout,
    pongTimeout: configuration.pongTimeout,
    maxConnections: configuration.maxConnections ?? 0,
    overQuota: compat.includes('soketi') ? 'over_capacity' : 'over_quota',
    ...(configuration.authorizedConnections
      ? { authorizationTimeout: configuration.userAuthenticationTimeout }
      : {}),
    cacheLifetime: channelLimits.cacheTtl,
    slowConsumers: {
      socketBytes: websocket.maxBackpressure,
      processBytes: websocket.maxProcessBackpressure,
      policy: websocket.slowConsumer,
    },
  };
}
