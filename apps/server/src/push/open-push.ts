import type { NodeMetrics } from '@shoal/metrics';
import { TargetGuard } from '@shoal/outbound';
import {
  AppCredentials,
  AppTemplates,
  ChannelSubscriptions,
  createPushCredentials,
  createPushProviders,
  createPushSettings,
  DeliveryReports,
  DeviceRegistrations,
  hostPatterns,
  logRefusals,
  PublishControl,
  PushAdmission,
  PushDeadLetters,
  type PushObserver,
  type PushStores,
  RecipientParser,
  StatusAnnouncer,
  servedProviders,
  startPush,
  statusWebhooks,
} from '@shoal/push';
import { systemClock } from '@shoal/queue';
import { type Configuration, type Health, type Logger, limitRepeats, observeQueue } from '@shoal/runtime';
import type { WebhookProducer } from '@shoal/webhooks';
import { admissionPressure } from './admission-pressure.js';
import { openPushStores } from './open-push-stores.js';

export interface OpenPushParts {
  readonly configuration: Configuration;
  readonly metrics: Pick<NodeMetrics, 'push' | 'queue'>;
  readonly health: Health;
  readonly logger: Logger;
  /** Tells apps what their publishes have become. */
  readonly producer: Pick<WebhookProducer, 'passOn'>;
}

/** Push notifications, from the server's side. */
export interface OpenedPush {
  readonly stores: PushStores;
  readonly admission: PushAdmission;
  readonly control: PublishControl;
  readonly reports: DeliveryReports;
  readonly devices: DeviceRegistrations;
  readonly subscriptions: ChannelSubscriptions;
  readonly credentials: AppCredentials;
  readonly templates: AppTemplates;
  readonly deadLetters: PushDeadLetters;
  /** After everything that uses it. Takes at most so many milliseconds, and what the webhooks of statuses take. */
  close(milliseconds: number): Promise<void>;
}

/** Lines of one message in ten seconds; how many more there were is told afterwards. */
const repeats = { limit: 20, intervalMs: 10_000 };

/** Pushes of the installation, or those of this process, which then sends them too. */
export async function openPush(parts: OpenPushParts): Promise<OpenedPush> {
  const { configuration, metrics, health, producer } = parts;
  const logger = parts.logger.child({ target: 'shoal_push' });
  const refusals = limitRepeats(logger, repeats);
  const queueObserver = observeQueue({ metrics: metrics.queue, health, logger });
  const { stores, close } = await openPushStores({ configuration, observer: queueObserver, logger });
  const observer = logRefusals(metrics.push, refusals);
  const statusChanged = statusWebhooks({ passOn: (batch) => producer.passOn(batch) });
  const announcer = new StatusAnnouncer({ ledger: stores.ledger, observer, statusChanged });
  const { vault, resolver } = createPushCredentials(configuration.push, stores.credentials);
  const worker = sendsHere(configuration)
    ? startPush({
        ...{ stores, observer, queueObserver, statusChanged, credentials: resolver },
        providers: createPushProviders(configuration.push),
        settings: createPushSettings(configuration.push),
      })
    : undefined;
  const { contact: defaultContact } = configuration.push.providers.webPush;
  return {
    stores,
    ...openAdmission(configuration, stores, observer),
    control: new PublishControl({ stores, announcer }),
    reports: new DeliveryReports({ ledger: stores.ledger, observer }),
    credentials: new AppCredentials({ store: stores.credentials, vault, resolver, defaultContact }),
    templates: new AppTemplates({ store: stores.templates }),
    async close(milliseconds) {
      await worker?.close(milliseconds);
      await announcer.settled();
      await close();
      refusals.close();
    },
  };
}

/** What judges whom a request names, and what it may ask for. */
function openAdmission(
  { push }: Configuration,
  stores: PushStores,
  observer: PushObserver,
): Pick<OpenedPush, 'admission' | 'devices' | 'subscriptions' | 'deadLetters'> {
  const { allowPrivateTargets, keepStatus: keepMs, quotas } = push;
  const recipients = new RecipientParser({
    ...{ allowPrivateTargets, guard: new TargetGuard({ allowPrivateTargets }) },
    ...hostPatterns(push.providers.webPush),
  });
  return {
    admission: new PushAdmission({
      ...{ stores, recipients, observer, keepMs },
      backPressure: admissionPressure(push.backpressure, stores),
      acceptancePerSecond: () => quotas.publishesPerSecond,
      providers: servedProviders(push),
    }),
    devices: new DeviceRegistrations({ devices: stores.devices, recipients }),
    subscriptions: new ChannelSubscriptions({ devices: stores.devices }),
    deadLetters: new PushDeadLetters({ stores, keepMs, clock: systemClock }),
  };
}

/** Whether this process works off its own queues. */
function sendsHere({ queue }: Configuration): boolean {
  return queue.driver === 'memory';
}
