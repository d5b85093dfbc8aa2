import type { Connection } from '@shoal/core';
import { WebSocket } from 'ws';

/** A `ws` socket that knows its connection, so that one set of listeners serves them all. */
export class ClientWebSocket extends WebSocket {
  /** Absent until the client has been let in, and for one that was refused. */
  connection: Connection | undefined = undefined;
}
