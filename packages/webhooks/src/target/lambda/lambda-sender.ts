import type { LambdaClient } from '@aws-sdk/client-lambda';
import { LeaseCache, type TargetGuard, unlessAborted, withDeadline } from '@shoal/outbound';
import type { Answer, Delivery } from '../sender.js';
import { failedInvocation, lambdaAnswer } from './lambda-answer.js';
import { lambdaEvent } from './lambda-event.js';
import { type LambdaSdk, type LambdaTarget, openLambdaClient } from './open-lambda-client.js';

export interface LambdaSenderOptions {
  readonly guard: TargetGuard;
  /** Clients that are kept, one for each region, endpoint and credentials. 64 by default. */
  readonly maxClients?: number;
}

/** Credentials that a client has fetched stay with it, so it is kept for longer than connections are. */
const idleAfter = 15 * 60_000;

/** Invokes functions of AWS Lambda with webhooks (API 2015-03-31, Invoke). */
export class LambdaSender {
  private readonly guard: TargetGuard;
  private readonly clients: LeaseCache<LambdaClient>;
  private sdk: Promise<LambdaSdk> | undefined;

  constructor({ guard, maxClients = 64 }: LambdaSenderOptions) {
    this.guard = guard;
    this.clients = new LeaseCache({ close: (client) => client.destroy(), capacity: maxClients, idleAfter });
  }

  /** Never rejects. Handed over (`Event`) is answered 202; a function that was waited for, 200. */
  async send(target: LambdaTarget, delivery: Delivery): Promise<Answer> {
    try {
      const sdk = await this.load();
      const { region, endpoint, credentials } = target;
      return await this.clients.use(
        JSON.stringify([region, endpoint, credentials?.accessKeyId, credentials?.secretAccessKey]),
        () => openLambdaClient(sdk, target, this.guard),
        (client) => invoke(client, invocation(sdk, target, delivery), delivery.timeout),
      );
    } catch (error) {
      return failedInvocation(error);
    }
  }

  /** What is under way ends as `failed`. */
  async close(): Promise<void> {
    await this.clients.close();
  }

  /** 20 MB and half a second, which a process without Lambda targets does not spend. */
  private load(): Promise<LambdaSdk> {
    this.sdk ??= import('@aws-sdk/client-lambda');
    return this.sdk;
  }
}

type Invocation = InstanceType<LambdaSdk['InvokeCommand']>;

function invocation(sdk: LambdaSdk, target: LambdaTarget, delivery: Delivery): Invocation {
  return new sdk.InvokeCommand({
    FunctionName: target.functionName,
    InvocationType: target.isAwaited ? 'RequestResponse' : 'Event',
    Payload: lambdaEvent(delivery),
  });
}

async function invoke(client: LambdaClient, command: Invocation, timeout: number): Promise<Answer> {
  return await withDeadline(timeout, async (abortSignal) => {
    // The SDK looks at the signal only once it has credentials.
    const output = await unlessAborted(abortSignal, client.send(command, { abortSignal }));
    return lambdaAnswer(output);
  });
}
