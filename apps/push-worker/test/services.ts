import {
  createTlsIdentity,
  FakeApns,
  FakeFcm,
  FakeWebPush,
  type PushServicesDescription,
  SubscriberKeys,
} from '@shoal/testing';

const key = { teamId: 'TEAM1', keyId: 'KEY1' };
const topic = 'com.example.app';

/** FCM, APNs and a push service of browsers in this process. Use it with `await using`. */
export class Services implements AsyncDisposable {
  readonly fcm: FakeFcm;
  readonly apns: FakeApns;
  readonly webPush: FakeWebPush;
  /** What a worker needs to send to them. */
  readonly description: PushServicesDescription;

  private constructor(
    fakes: Pick<Services, 'fcm' | 'apns' | 'webPush'>,
    description: PushServicesDescription,
  ) {
    this.fcm = fakes.fcm;
    this.apns = fakes.apns;
    this.webPush = fakes.webPush;
    this.description = description;
  }

  /** @param subscriptions of browsers */
  static async start(subscriptions = 1_000): Promise<Services> {
    const identity = await createTlsIdentity();
    const fcm = await FakeFcm.start({ identity });
    const apns = await FakeApns.start({ identity });
    const webPush = await FakeWebPush.start({ identity });
    const keys = new SubscriberKeys();
    for (let id = 0; id < subscriptions; id += 1) webPush.subscribe({ id: String(id), keys });
    const privateKey = await apns.createKey({ ...key, topics: [topic] });
    return new Services(
      { fcm, apns, webPush },
      {
        authority: identity.authority,
        fcm: { endpoint: fcm.endpoint, serviceAccount: await fcm.createServiceAccount('project-1') },
        apns: { endpoint: apns.endpoint, topic, ...key, privateKey },
        webPush: { endpoint: `${webPush.origin}/push/`, p256dh: keys.p256dh, auth: keys.auth },
      },
    );
  }

  get all(): readonly (FakeFcm | FakeApns | FakeWebPush)[] {
    return [this.fcm, this.apns, this.webPush];
  }

  /** How often each token was sent to, with success. */
  accepted(): ReadonlyMap<string, number> {
    const counts = this.all.flatMap((fake) => [...fake.counts()]);
    return new Map(counts.map(([token, { accepted }]) => [token, accepted]));
  }

  get requests(): number {
    return this.all.reduce((sum, { totals }) => sum + totals.requests, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all.map((fake) => fake[Symbol.asyncDispose]()));
  }
}
