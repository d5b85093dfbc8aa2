import type { ServerResponse } from 'node:http';
import type { PusherError } from '@shoal/protocol';
import { answerError, sendAnswer } from '../send-answer.js';
import type { ApiAnswer } from './api-request.js';

/** Where the answer to one request goes. Both methods return the bytes of the body. */
export interface Reply {
  /** Of what was sent. */
  readonly status: number;
  send(answer: ApiAnswer): number;
  refuse(error: PusherError): number;
}

/** The answer to a request that Node's HTTP server has read. */
export class ResponseReply implements Reply {
  private readonly response: ServerResponse;

  constructor(response: ServerResponse) {
    this.response = response;
  }

  get status(): number {
    return this.response.statusCode;
  }

  send(answer: ApiAnswer): number {
    return sendAnswer(this.response, answer);
  }

  refuse(error: PusherError): number {
    return answerError(this.response, error);
  }
}
