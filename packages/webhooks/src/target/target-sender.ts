import type { Target } from '../endpoint/endpoint.js';
import type { HttpSender } from './http/http-sender.js';
import type { LambdaSender } from './lambda/lambda-sender.js';
import type { Answer, Delivery, Sender } from './sender.js';

/** Sends to a target of any kind, by the sender for its kind. */
export class TargetSender implements Sender {
  private readonly http: HttpSender;
  private readonly lambda: LambdaSender;

  constructor(senders: { readonly http: HttpSender; readonly lambda: LambdaSender }) {
    this.http = senders.http;
    this.lambda = senders.lambda;
  }

  async send(target: Target, delivery: Delivery): Promise<Answer> {
    switch (target.kind) {
      case 'http':
        return await this.http.send(target, delivery);
      case 'lambda':
        return await this.lambda.send(target, delivery);
    }
  }

  /** What is under way ends as `failed`. */
  async close(): Promise<void> {
    await Promise.all([this.http.close(), this.lambda.close()]);
  }
}
