import type { Connection, RealtimeNode } from '@shoal/core';
import type { RawData, WebSocket } from 'ws';
import { ClientWebSocket } from './client-web-socket.js';
import { violationCode } from './violation-code.js';
import { wireBytes } from './wire-bytes.js';

/**
 * One set of listeners for all sockets of a node: they find their connection on the socket that calls them. A
 * closure for each socket would cost more memory than the rest of its record.
 */
export function createClientListeners(node: RealtimeNode): (client: ClientWebSocket) => void {
  function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
    const connection = connectionOf(this);
    // `nodebuffer`, the default binary type, makes every message one Buffer.
    if (connection === undefined || !Buffer.isBuffer(data)) return;
    connection.counters.bytesReceived += wireBytes(data.length);
    if (isBinary) node.receiveBinary(connection);
    else node.receive(connection, data.toString());
  }

  function onSignOfLife(this: WebSocket): void {
    const connection = connectionOf(this);
    if (connection !== undefined) node.touch(connection);
  }

  function onError(this: WebSocket, error: Error & { readonly code?: string }): void {
    const connection = connectionOf(this);
    if (connection !== undefined) node.violated(connection, violationCode(error.code));
  }

  function onClose(this: WebSocket, code: number): void {
    const connection = connectionOf(this);
    if (connection !== undefined) node.closed(connection, code);
  }

  return (client) => {
    client.on('message', onMessage);
    client.on('ping', onSignOfLife);
    client.on('pong', onSignOfLife);
    client.on('close', onClose);
    client.on('error', onError);
  };
}

/** For a client that has no connection of ours: there is nobody to tell. */
export function ignoreError(): void {}

function connectionOf(socket: WebSocket): Connection | undefined {
  return socket instanceof ClientWebSocket ? socket.connection : undefined;
}
