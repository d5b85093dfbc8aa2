import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '@shoal/core';
import type { PusherError } from '@shoal/protocol';
import type { ApiAnswer } from '../request/api-request.js';
import type { Reply } from '../request/reply.js';
import { refusalOf } from '../send-answer.js';

export interface AnswerHeadOptions {
  readonly clock: Pick<Clock, 'wall'>;
  /** What clients are told of how long an idle connection is kept. */
  readonly keepAliveSeconds: number;
}

/** The fields that every direct answer ends its head with. */
export class AnswerHead {
  private readonly options: AnswerHeadOptions;
  private second = 0;
  private text = '';

  constructor(options: AnswerHeadOptions) {
    this.options = options;
  }

  /** The date is written anew once a second. */
  get common(): string {
    const { clock, keepAliveSeconds } = this.options;
    const wall = clock.wall();
    const second = Math.floor(wall / 1000);
    if (second !== this.second) {
      this.second = second;
      const date = new Date(wall).toUTCString();
      this.text = `Date: ${date}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=${keepAliveSeconds}\r\n\r\n`;
    }
    return this.text;
  }
}

/** Answers on the socket itself, with one write; the connection stays open. */
export class DirectReply implements Reply {
  status = 200;
  private readonly socket: Socket;
  private readonly head: AnswerHead;
  private readonly onSent: () => void;

  constructor({ socket, head, onSent }: { socket: Socket; head: AnswerHead; onSent: () => void }) {
    this.socket = socket;
    this.head = head;
    this.onSent = onSent;
  }

  send({ status = 200, body, headers = {} }: ApiAnswer): number {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const bytes = Buffer.byteLength(text);
    let head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n`;
    for (const name in headers) head += `${name}: ${headers[name]}\r\n`;
    this.status = status;
    if (!this.socket.destroyed) {
      this.socket.write(`${head}Content-Length: ${bytes}\r\n${this.head.common}${text}`);
    }
    this.onSent();
    return bytes;
  }

  refuse(error: PusherError): number {
    return this.send(refusalOf(error));
  }
}
