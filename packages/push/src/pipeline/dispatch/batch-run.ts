import type { Clock } from '@shoal/queue';
import type { Credential } from '../../model/credential.js';
import type { Device } from '../../model/device.js';
import type { Provider } from '../../model/provider.js';
import type { Publish } from '../../model/publish.js';
import { providerOf, type Recipient, serviceOf } from '../../model/recipient.js';
import type { Deferral, PushObserver } from '../../push-observer.js';
import type { DeviceStore } from '../../store/device-store.js';
import type { DeliveryKey, OpenDelivery, PublishLedger } from '../../store/publish-ledger.js';
import type { RateStore } from '../../store/rate-store.js';
import type { DispatchJob } from '../push-jobs.js';
import type { Attempt, Conclusion, DeliveryEffects } from './delivery-effects.js';
import type { GatedProvider } from './gated-provider.js';
import type { ResultRecorder } from './result-recorder.js';
import type { RetrySchedule } from './retry-schedule.js';
import type { SendWindow } from './send-window.js';

export interface BatchRunParts<Kind extends Provider> {
  readonly kind: Kind;
  readonly devices: Pick<DeviceStore, 'findAll'>;
  readonly ledger: Pick<PublishLedger, 'status'>;
  readonly rates: RateStore;
  readonly provider: GatedProvider<Kind>;
  readonly effects: DeliveryEffects;
  readonly schedule: RetrySchedule;
  readonly window: SendWindow;
  readonly observer: Pick<PushObserver, 'deferred'>;
  readonly clock: Clock;
  /** Of this batch at once. */
  readonly lanes: number;
}

/** A batch whose job has come. */
export interface DueBatch<Kind extends Provider> {
  readonly job: DispatchJob;
  readonly publish: Publish;
  /** Undefined: the app has none of this provider. */
  readonly credential: Extract<Credential, { provider: Kind }> | undefined;
  /** Not empty. */
  readonly due: readonly OpenDelivery[];
  readonly recorder: ResultRecorder;
  readonly isStillOurs: () => boolean;
}

/** Whom a delivery reaches now. */
interface Addressee {
  readonly recipient: Recipient;
  readonly device?: Device;
}

/** Goes once through what is due of a batch: each delivery is sent, concluded, or put off. */
export class BatchRun<Kind extends Provider> {
  readonly #parts: BatchRunParts<Kind>;
  readonly #batch: DueBatch<Kind>;
  readonly #paced: ReadonlySet<string>;
  /** Milliseconds after which to come again; undefined: nothing was put off. */
  #delay: number | undefined;
  /** Services whose gate keeps back what is sent to them. */
  readonly #gated = new Set<string>();
  #isCancelled = false;
  #lookedAt: number;

  constructor(parts: BatchRunParts<Kind>, batch: DueBatch<Kind>) {
    this.#parts = parts;
    this.#batch = batch;
    this.#lookedAt = parts.clock.now();
    const { targets } = batch.publish;
    this.#paced = new Set(targets.flatMap((target) => (target.type === 'device' ? [target.deviceId] : [])));
  }

  /** @returns milliseconds after which what was put off may be asked for again @throws QueueAwayError */
  async run(): Promise<number | undefined> {
    const { devices, lanes } = this.#parts;
    const { job, due, recorder } = this.#batch;
    const known = await devices.findAll(
      job.appId,
      due.flatMap(({ key }) => deviceIdOf(key) ?? []),
    );
    const waiting = due.values();
    const lane = async (): Promise<void> => {
      for (const delivery of waiting) await this.#deliver(delivery, known);
    };
    const ended = await Promise.allSettled(Array.from({ length: Math.min(lanes, due.length) }, lane));
    await recorder.finish();
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    return this.#delay;
  }

  async #deliver(delivery: OpenDelivery, known: ReadonlyMap<string, Device>): Promise<void> {
    await this.#batch.recorder.ready();
    await this.#lookForCancel();
    if (!this.#isWanted()) return;
    const { attempts, key } = delivery;
    const conclusion = this.#isExpired()
      ? ({ result: { key, attempted: false, outcome: 'expired' } } as const)
      : await this.#send(delivery, this.#addresseeOf(key, known));
    if (conclusion === undefined) return;
    // Whoever has the batch now tries it again by his own count.
    if (conclusion.result.outcome === 'retry' && !this.#batch.isStillOurs()) return;
    this.#batch.recorder.add({ ...conclusion, attempts });
  }

  /** @returns undefined when it was put off */
  async #send(delivery: OpenDelivery, addressee: Addressee | undefined): Promise<Conclusion | undefined> {
    const { kind, effects, provider, clock } = this.#parts;
    const { job, publish, credential } = this.#batch;
    // It is gone, cannot be reached, or is another provider's by now.
    if (addressee === undefined || providerOf(addressee.recipient) !== kind) {
      return { result: { key: delivery.key, attempted: false, outcome: 'failed' } };
    }
    const attempt: Attempt = { job, publish, provider: kind, delivery, ...addressee, at: clock.wall() };
    const payload = publish.payloads[kind];
    if (credential === undefined) return effects.refuse(attempt, NO_CREDENTIAL);
    if (payload === undefined) return effects.refuse(attempt, NO_PAYLOAD);
    if (await this.#isTooFast(addressee)) return undefined;
    const { expiresAtMs } = publish;
    const { recipient } = addressee;
    const sent = await provider.send({
      appId: publish.appId,
      shipment: { credential, recipient, payload, ...(expiresAtMs !== undefined && { expiresAtMs }) },
      isLast: this.#isLast(delivery),
      mayStart: () => this.#mayStart(delivery, recipient),
    });
    if (sent.kind === 'late') return undefined;
    if (sent.kind === 'open') return this.#putOffAll(serviceOf(recipient), sent.delay);
    return effects.conclude(attempt, sent);
  }

  #addresseeOf(key: DeliveryKey, known: ReadonlyMap<string, Device>): Addressee | undefined {
    const deviceId = deviceIdOf(key);
    if (deviceId !== undefined) {
      const device = known.get(deviceId);
      return device === undefined || device.state === 'FAILED'
        ? undefined
        : { device, recipient: device.recipient };
    }
    const target = this.#batch.publish.targets[Number(key.slice(2))];
    return target?.type === 'recipient' ? { recipient: target.recipient } : undefined;
  }

  /** Only who is named as a device has a rate: what a channel sends is not held back for one of its devices. */
  async #isTooFast({ device }: Addressee): Promise<boolean> {
    if (device?.ratePolicy === undefined || !this.#paced.has(device.id)) return false;
    const { rates } = this.#parts;
    const delay = await rates.take(this.#batch.job.appId, `device:${device.id}`, {
      ...device.ratePolicy,
      tokens: 1,
    });
    if (delay === 0) return false;
    this.#tellPutOff('throttled');
    this.#putOff(delay);
    return true;
  }

  /** Once for all that wait in front of one gate. */
  #putOffAll(service: string, delay: number): undefined {
    if (!this.#gated.has(service)) this.#tellPutOff('open');
    this.#gated.add(service);
    this.#putOff(delay);
  }

  #putOff(delay: number): void {
    this.#delay = Math.min(this.#delay ?? delay, delay);
  }

  #tellPutOff(why: Deferral): void {
    this.#parts.observer.deferred(this.#batch.job.appId, this.#parts.kind, why);
  }

  /** Time in front of an open gate counts. */
  #isLast({ firstAttemptAtMs }: OpenDelivery): boolean {
    const { acceptedAtMs, notBeforeMs = 0 } = this.#batch.publish;
    const beganAt = firstAttemptAtMs === 0 ? Math.max(acceptedAtMs, notBeforeMs) : firstAttemptAtMs;
    return this.#parts.clock.wall() >= this.#parts.schedule.deadline(beganAt);
  }

  /** A provider may take long for a batch, and the app may not want to wait for that. */
  async #lookForCancel(): Promise<void> {
    const { clock, ledger } = this.#parts;
    if (clock.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = clock.now();
    const { appId, publishId } = this.#batch.job;
    this.#isCancelled = (await ledger.status(appId, publishId))?.state === 'cancelled';
  }

  #isWanted(): boolean {
    const { isStillOurs, recorder } = this.#batch;
    return this.#parts.window.isOpen && isStillOurs() && !recorder.hasFailed && !this.#isCancelled;
  }

  #mayStart(delivery: OpenDelivery, recipient: Recipient): boolean {
    if (!this.#isWanted() || this.#isExpired()) return false;
    return !this.#gated.has(serviceOf(recipient)) || this.#isLast(delivery);
  }

  #isExpired(): boolean {
    const { expiresAtMs } = this.#batch.publish;
    return expiresAtMs !== undefined && this.#parts.clock.wall() >= expiresAtMs;
  }
}

/** Milliseconds between two looks whether a publish was cancelled, while a batch of it is sent. */
const LOOK_MS = 1_000;

const NO_CREDENTIAL = { failureClass: 'credential_auth', reason: 'no_credential' } as const;
const NO_PAYLOAD = { failureClass: 'caller_payload', reason: 'no_payload' } as const;

function deviceIdOf(key: DeliveryKey): string | undefined {
  return key.startsWith('d:') ? key.slice(2) : undefined;
}
