import { FakeClock, fakePassage } from '@shoal/queue/testing';
import { PushDeadLetters } from '../dead-letters/push-dead-letters.js';
import type { Credential } from '../model/credential.js';
import type { DeviceRegistration } from '../model/device.js';
import type { Provider } from '../model/provider.js';
import type { Publish } from '../model/publish.js';
import type { PublishStatus } from '../model/publish-status.js';
import type { Target } from '../model/target.js';
import type { CredentialSource } from '../pipeline/credential-source.js';
import { enqueuePublish } from '../pipeline/enqueue-publish.js';
import { PublishControl } from '../pipeline/publish-control.js';
import { StatusAnnouncer } from '../pipeline/status-announcer.js';
import { defaultPushSettings, type PushSettings } from '../push-settings.js';
import { startPush } from '../start-push.js';
import { memoryPushStores } from '../store/memory/memory-push-stores.js';
import type { PushStores } from '../store/push-stores.js';
import { CountingObserver } from './counting-observer.js';
import { Faulty } from './faulty.js';
import { PlayedProvider } from './played-provider.js';

const DAY_MS = 86_400_000;

export interface TestPushOptions {
  readonly settings?: Partial<PushSettings>;
  /** Apps without a credential. */
  readonly without?: readonly string[];
  readonly statusChanged?: (status: PublishStatus) => Promise<void>;
}

/** Everything from an accepted publish to the provider, in memory, on a clock that the test moves. */
export function createTestPush({ settings, without = [], statusChanged }: TestPushOptions = {}) {
  const clock = new FakeClock();
  const observer = new CountingObserver();
  const defects: unknown[] = [];
  const queueObserver = {
    processed() {},
    failed: (_queue: string, error: unknown) => defects.push(error),
    reachable() {},
  };
  const held = memoryPushStores({ observer: queueObserver, maxDeadLetters: 1_000, clock });
  const ledger = new Faulty(held.ledger, ['record', 'plan', 'batch', 'tried']);
  const stores: PushStores = { ...held, ledger: ledger.part };
  const fcm = new PlayedProvider('fcm', clock);
  const hms = new PlayedProvider('hms', clock);
  const webPush = new PlayedProvider('webPush', clock);
  const credentials = testCredentials(without);
  const changes: string[] = [];
  const announced = async (status: PublishStatus): Promise<void> => {
    changes.push(`${status.publishId} ${status.state}`);
    await statusChanged?.(status);
  };
  const parts = { stores, observer, clock, keepMs: 30 * DAY_MS };
  const announcer = new StatusAnnouncer({ ledger: stores.ledger, observer, statusChanged: announced });
  return {
    ...{ clock, passage: fakePassage(clock), observer, defects, stores, ledger, fcm, hms, webPush },
    changes,
    control: new PublishControl({ stores, announcer }),
    letters: new PushDeadLetters(parts),
    work: () =>
      startPush({
        ...{ stores, providers: { fcm, hms, webPush }, credentials, observer, queueObserver, clock },
        ...{ statusChanged: announced, random: () => 0.5, settings: { ...defaultPushSettings, ...settings } },
      }),
    /** Registers `<prefix>0`, `<prefix>1`, … with tokens of the same names, and subscribes them. */
    async register(count: number, { prefix = 'd', appId = 'app', channel, ...values }: TestDevices = {}) {
      for (let index = 0; index < count; index += 1) {
        const registration = createTestDevice(`${prefix}${index}`, values);
        await held.devices.register({ appId, registration, identityDigest: '', isRotation: false });
        if (channel !== undefined) await held.devices.subscribe(appId, channel, registration.id);
      }
    },
    publish(id: string, targets: readonly Target[], values: Partial<Publish> = {}) {
      const publish = { ...createTestPublish(id, targets), acceptedAtMs: clock.wall(), ...values };
      return enqueuePublish(publish, { stores, keepMs: 30 * DAY_MS, now: clock.wall() });
    },
    async status(id: string, appId = 'app') {
      const status = await held.ledger.status(appId, id);
      if (status === undefined) throw new Error(`There is no publish ${id}`);
      return status;
    },
    /** Nothing counts towards an outcome twice, and nothing is left. */
    async ended(id: string, appId = 'app') {
      const { counters, state, endedAtMs } = await this.status(id, appId);
      const { planned, succeeded, failed, expired, cancelled, deadLettered } = counters;
      expect(endedAtMs).toBeDefined();
      expect(succeeded + failed + expired + cancelled + deadLettered).toBe(planned);
      return { state, ...counters };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([stores.plans, ...Object.values(stores.dispatches)].map((queue) => queue.close()));
      expect(defects).toEqual([]);
    },
  };
}

export type TestPush = ReturnType<typeof createTestPush>;

export interface TestDevices extends Partial<DeviceRegistration> {
  readonly prefix?: string;
  readonly appId?: string;
  readonly channel?: string;
}

export function createTestDevice(id: string, values: Partial<DeviceRegistration> = {}): DeviceRegistration {
  return {
    ...{ id, formFactor: 'phone', platform: 'android', timezone: 'Europe/Berlin', locale: 'de' },
    recipient: { transportType: 'gcm', registrationToken: id },
    ...values,
  };
}

export function createTestPublish(id: string, targets: readonly Target[]): Publish {
  return {
    appId: 'app',
    id,
    targets,
    payloads: { fcm: '{"to":"fcm"}', hms: '{"to":"hms"}', webPush: '{"to":"webPush"}' },
    acceptedAtMs: 0,
  };
}

/** One for every app but those. */
export function testCredentials(without: readonly string[] = []): CredentialSource {
  return {
    resolve: async (appId, provider) => (without.includes(appId) ? undefined : credentialOf(appId, provider)),
  };
}

function credentialOf<Kind extends Provider>(
  appId: string,
  provider: Kind,
): Extract<Credential, { provider: Kind }> | undefined {
  const all: { readonly [Each in Provider]?: Extract<Credential, { provider: Each }> } = {
    fcm: {
      ...{ appId, credentialId: 'fcm', version: 1, provider: 'fcm' },
      serviceAccount: {
        projectId: 'p',
        clientEmail: 'e',
        privateKey: 'k',
        tokenUri: 'https://token.example',
      },
    },
    hms: { appId, credentialId: 'hms', version: 1, provider: 'hms', hmsAppId: '1', clientSecret: 's' },
    webPush: {
      ...{ appId, credentialId: 'webPush', version: 1, provider: 'webPush' },
      ...{ publicKey: 'k', privateKey: 'k', contact: 'mailto:a@example.com' },
    },
  };
  return all[provider];
}
