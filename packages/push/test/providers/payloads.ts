/** Payloads as the renderers make them, of one notification. */
export const fcmPayload = JSON.stringify({
  message: {
    notification: { title: 'Grüße', body: 'Ein Wal 🐋', image: 'https://cdn.example/whale.png' },
    data: { order: '17' },
    android: { collapse_key: 'orders', notification: { sound: 'default' } },
  },
});

export const apnsPayload = JSON.stringify({
  headers: { 'apns-push-type': 'alert', 'apns-priority': '10', 'apns-collapse-id': 'orders' },
  aps: { alert: { title: 'Grüße', body: 'Ein Wal 🐋' }, sound: 'default' },
  data: { order: '17' },
});

export const webPushPayload = JSON.stringify({
  headers: { ttl: 2_419_200, urgency: 'normal', topic: 'orders' },
  notification: { title: 'Grüße', body: 'Ein Wal 🐋', image: 'https://cdn.example/whale.png' },
  data: { order: '17' },
});

/** What a fake does and how a send ends: a connection that is cut, and one that says nothing. */
export const brokenConnections = [
  ['close', { kind: 'retryable', failureClass: 'network_transport', reason: expect.any(String) }],
  ['hang', { kind: 'retryable', failureClass: 'network_transport', reason: 'timeout' }],
] as const;
