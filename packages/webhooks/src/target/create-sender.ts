import { TargetGuard } from './address/target-guard.js';
import { HttpSender } from './http/http-sender.js';
import { LambdaSender } from './lambda/lambda-sender.js';
import type { Sender } from './sender.js';
import { TargetSender } from './target-sender.js';

export interface CreateSenderOptions {
  /** For development, and for endpoints inside one's own network. */
  readonly allowPrivateTargets: boolean;
  /** Of the product, for the endpoints to see. */
  readonly version: string;
}

/** The sender for targets of every kind. */
export function createSender({ allowPrivateTargets, version }: CreateSenderOptions): Sender {
  const guard = new TargetGuard({ allowPrivateTargets });
  return new TargetSender({ http: new HttpSender({ guard, version }), lambda: new LambdaSender({ guard }) });
}
