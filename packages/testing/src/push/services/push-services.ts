import { failing, isAcceptance, type Reply } from '../../webhooks/reply.js';
import { apnsRefusal } from '../apns/apns-refusals.js';
import { FakeApns } from '../apns/fake-apns.js';
import { FakeFcm, type ServiceAccountKey } from '../fcm/fake-fcm.js';
import { fcmRefusal } from '../fcm/fcm-refusals.js';
import { createTlsIdentity } from '../tls-identity.js';
import type { TokenCount, Totals } from '../token-counts.js';
import { FakeWebPush } from '../web-push/fake-web-push.js';
import { SubscriberKeys } from '../web-push/subscriptions.js';
import { webPushRefusal } from '../web-push/web-push-refusals.js';

export type ServiceName = 'fcm' | 'apns' | 'webPush';

/** What a server needs to send to the services, as JSON. */
export interface PushServicesDescription {
  /** PEM of the authority that all of them trust in. */
  readonly authority: string;
  readonly fcm: { readonly endpoint: string; readonly serviceAccount: ServiceAccountKey };
  readonly apns: {
    readonly endpoint: string;
    readonly teamId: string;
    readonly keyId: string;
    readonly privateKey: string;
    readonly topic: string;
  };
  /** Subscriptions are `<endpoint>0`, `<endpoint>1` and so on, all of one browser. */
  readonly webPush: { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
}

/** How the services answer valid requests, by a random that can be repeated. */
export interface ServicesBehaviour {
  /** From 0 to 1: how many fail as at services that are down. */
  readonly failing: number;
  /** How many of the others are told that there were too many: the project by FCM, the device by the others. */
  readonly throttling: number;
  /** Milliseconds before a request is taken. */
  readonly delay: number;
  readonly seed: number;
}

export interface PushServicesOptions {
  /** Web Push subscriptions that there are from the beginning. 0 by default. */
  readonly subscriptions?: number;
  /** False for load: they count, and keep nothing of what they receive. True by default. */
  readonly keepsReceived?: boolean;
}

type Fakes = Pick<PushServices, 'fcm' | 'apns' | 'webPush'>;

const apnsKey = { teamId: 'TEAM1', keyId: 'KEY1' };
const apnsTopic = 'com.example.app';

/** FCM, APNs and a push service of browsers, which trust in one authority. Use it with `await using`. */
export class PushServices implements AsyncDisposable {
  readonly fcm: FakeFcm;
  readonly apns: FakeApns;
  readonly webPush: FakeWebPush;
  readonly description: PushServicesDescription;

  private constructor({ fcm, apns, webPush }: Fakes, description: PushServicesDescription) {
    this.fcm = fcm;
    this.apns = apns;
    this.webPush = webPush;
    this.description = description;
  }

  static async start({
    subscriptions = 0,
    keepsReceived = true,
  }: PushServicesOptions = {}): Promise<PushServices> {
    const options = { identity: await createTlsIdentity(), keepsReceived };
    const fcm = await FakeFcm.start(options);
    const apns = await FakeApns.start(options);
    const webPush = await FakeWebPush.start(options);
    const keys = new SubscriberKeys();
    for (let id = 0; id < subscriptions; id += 1) webPush.subscribe({ id: String(id), keys });
    return new PushServices(
      { fcm, apns, webPush },
      {
        authority: options.identity.authority,
        fcm: { endpoint: fcm.endpoint, serviceAccount: await fcm.createServiceAccount('project-1') },
        apns: {
          ...{ endpoint: apns.endpoint, topic: apnsTopic, ...apnsKey },
          privateKey: await apns.createKey({ ...apnsKey, topics: [apnsTopic] }),
        },
        webPush: { endpoint: `${webPush.origin}/push/`, p256dh: keys.p256dh, auth: keys.auth },
      },
    );
  }

  get all(): readonly (FakeFcm | FakeApns | FakeWebPush)[] {
    return [this.fcm, this.apns, this.webPush];
  }

  /** Valid requests that all of them have received. */
  get requests(): number {
    return this.all.reduce((sum, { totals }) => sum + totals.requests, 0);
  }

  /** How often each token was sent to, with success. */
  accepted(): ReadonlyMap<string, number> {
    const counts = this.all.flatMap((fake) => [...fake.counts()]);
    return new Map(counts.map(([token, { accepted }]) => [token, accepted]));
  }

  behave(behaviour: ServicesBehaviour): void {
    const { fcm, apns, webPush } = this;
    const { seed } = behaviour;
    const isLeftAloneFor = { retryAfter: 1 };
    fcm.behave(
      answers(behaviour, {
        failure: fcmRefusal('UNAVAILABLE'),
        throttle: { ...fcmRefusal('QUOTA_EXCEEDED'), ...isLeftAloneFor },
      }),
    );
    apns.behave(
      answers(
        { ...behaviour, seed: seed + 1 },
        { failure: apnsRefusal('ServiceUnavailable'), throttle: apnsRefusal('TooManyRequests') },
      ),
    );
    webPush.behave(
      answers(
        { ...behaviour, seed: seed + 2 },
        { failure: webPushRefusal(503), throttle: { ...webPushRefusal(429), ...isLeftAloneFor } },
      ),
    );
  }

  totals(): Readonly<Record<ServiceName, Totals>> {
    const { fcm, apns, webPush } = this;
    return { fcm: fcm.totals, apns: apns.totals, webPush: webPush.totals };
  }

  counts(name: ServiceName): Iterable<readonly [string, Readonly<TokenCount>]> {
    return this[name].counts();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((fake) => fake[Symbol.asyncDispose]()));
  }
}

function answers(
  { failing: broken, throttling, delay, seed }: ServicesBehaviour,
  { failure, throttle }: { readonly failure: Reply; readonly throttle: Reply },
): () => Reply {
  const service = failing({ share: broken, seed, failure, success: { delay } });
  const limit = failing({ share: throttling, seed: seed + 3, failure: throttle, success: { delay } });
  return () => {
    const reply = service();
    return isAcceptance(reply) ? limit() : reply;
  };
}
