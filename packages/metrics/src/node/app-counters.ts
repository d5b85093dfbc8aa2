/**
 * The plain numbers of one app, added to on hot paths and copied at each scrape. They only ever grow.
 */
export class AppCounters {
  connectionsEstablished = 0;
  connectionsClosed = 0;
  messagesSent = 0;
  messagesReceived = 0;
  /** Bytes on the wire of WebSocket frames, headers included. */
  bytesSent = 0;
  bytesReceived = 0;
  /** One per publication and channel, on the accepting node only. */
  broadcasts = 0;
  clientEvents = 0;
  publishesHttp = 0;
  publishesBatch = 0;
  publishesClient = 0;
}
