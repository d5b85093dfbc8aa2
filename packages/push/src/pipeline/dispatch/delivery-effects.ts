import type { Clock, DeadLetters } from '@shoal/queue';
import type { Device, DeviceState } from '../../model/device.js';
import type { Provider } from '../../model/provider.js';
import type { Publish } from '../../model/publish.js';
import { type Recipient, tokenHash } from '../../model/recipient.js';
import type { ProviderOutcome, ProviderRefusal } from '../../provider/provider-outcome.js';
import type { PushObserver } from '../../push-observer.js';
import type { DeviceStore, DeviceTransition } from '../../store/device-store.js';
import type { DeliveryResult, OpenDelivery } from '../../store/publish-ledger.js';
import { letterId } from '../jobs/job-ids.js';
import type { DeliveryLetter, DispatchJob } from '../push-jobs.js';
import type { RetrySchedule } from './retry-schedule.js';
import { untilBack } from './until-back.js';

export interface DeliveryEffectsParts {
  readonly devices: Pick<DeviceStore, 'succeeded' | 'failed' | 'invalidate'>;
  readonly deadLetters: Pick<DeadLetters<DeliveryLetter>, 'add'>;
  readonly schedule: RetrySchedule;
  readonly observer: Pick<PushObserver, 'invalidated' | 'deviceChanged' | 'credentialFailed' | 'refused'>;
  readonly failureThreshold: number;
  readonly clock: Clock;
}

/** A delivery that a provider was asked for, or would have been. */
export interface Attempt {
  readonly job: DispatchJob;
  readonly publish: Publish;
  readonly provider: Provider;
  readonly delivery: OpenDelivery;
  /** Absent: a recipient that the publish names itself. */
  readonly device?: Device;
  readonly recipient: Recipient;
  /** Milliseconds since 1970 when it began. */
  readonly at: number;
}

/** What is to be recorded of a delivery, and what was told of it before in a letter. */
export interface Conclusion {
  readonly result: DeliveryResult;
  readonly letter?: 'rejected' | 'exhausted';
}

/**
 * What an outcome has effects on before it is recorded: the device and the dead letters. Each of them may happen again
 * and then does nothing, so that a worker which dies in between leaves nothing out.
 */
export class DeliveryEffects {
  readonly #parts: DeliveryEffectsParts;

  constructor(parts: DeliveryEffectsParts) {
    this.#parts = parts;
  }

  /** @throws QueueAwayError when the stores are away for a minute */
  async conclude(attempt: Attempt, outcome: ProviderOutcome): Promise<Conclusion> {
    const { key } = attempt.delivery;
    switch (outcome.kind) {
      case 'accepted':
        await this.#accept(attempt);
        return { result: { key, attempted: true, outcome: 'succeeded' } };
      case 'rejected':
        return this.#reject(attempt, outcome);
      case 'retryable':
        return this.#retry(attempt, outcome);
    }
  }

  /** Without having asked the provider: the credential, the payload or the place in the batch was at fault. */
  async refuse(
    attempt: Attempt,
    refusal: Pick<ProviderRefusal, 'failureClass' | 'reason'>,
  ): Promise<Conclusion> {
    const { result, ...letter } = await this.#reject(attempt, { kind: 'rejected', ...refusal });
    return { ...letter, result: { ...result, attempted: false } };
  }

  /** Only who has failed before has something to change. */
  async #accept(attempt: Attempt): Promise<void> {
    const { device } = attempt;
    if (device === undefined || (device.state === 'ACTIVE' && device.failureCount === 0)) return;
    await this.#changeDevice(attempt, (report) =>
      this.#parts.devices.succeeded(attempt.publish.appId, report),
    );
  }

  async #reject(attempt: Attempt, refusal: ProviderRefusal): Promise<Conclusion> {
    const result = { key: attempt.delivery.key, attempted: true, outcome: 'failed' } as const;
    this.#tellRefused(attempt, refusal);
    if (refusal.failureClass === 'device_terminal') {
      await this.#invalidate(attempt);
      return { result };
    }
    await this.#failDevice(attempt, refusal);
    await this.#bury(attempt, refusal, 'delivery_result');
    return { result, letter: 'rejected' };
  }

  async #retry(attempt: Attempt, refusal: ProviderRefusal): Promise<Conclusion> {
    const { delivery, publish, at } = attempt;
    const { key } = delivery;
    await this.#failDevice(attempt, refusal);
    const next = this.#parts.schedule.next({
      attempts: delivery.attempts + 1,
      firstAttemptAtMs: firstAttemptOf(attempt),
      now: this.#parts.clock.wall(),
      retryAfter: refusal.retryAfter?.milliseconds ?? 0,
      expiresAtMs: publish.expiresAtMs,
    });
    switch (next.kind) {
      case 'retry':
        return { result: { key, attempted: true, outcome: 'retry', notBeforeMs: next.notBeforeMs, at } };
      case 'expired':
        return { result: { key, attempted: true, outcome: 'expired' } };
      case 'exhausted':
        this.#tellRefused(attempt, refusal);
        await this.#bury(attempt, refusal, 'retry_schedule');
        return { result: { key, attempted: true, outcome: 'deadLettered' }, letter: 'exhausted' };
    }
  }

  #tellRefused({ publish, provider }: Attempt, { failureClass, reason }: ProviderRefusal): void {
    const { observer } = this.#parts;
    observer.refused({ appId: publish.appId, publishId: publish.id, provider, error: reason });
    if (failureClass === 'credential_auth') observer.credentialFailed(publish.appId, provider);
  }

  async #invalidate({ publish, provider, device, recipient }: Attempt): Promise<void> {
    const { devices, observer, clock } = this.#parts;
    if (device === undefined) return;
    const report = { deviceId: device.id, tokenHash: tokenHash(recipient) };
    const isGone = await untilBack(clock, () => devices.invalidate(publish.appId, report));
    if (isGone) observer.invalidated(publish.appId, provider);
  }

  async #failDevice(attempt: Attempt, { failureClass, reason }: ProviderRefusal): Promise<void> {
    if (failureClass !== 'device_transient') return;
    const { devices, failureThreshold: threshold } = this.#parts;
    await this.#changeDevice(attempt, (report) =>
      devices.failed(attempt.publish.appId, { ...report, reason, threshold }),
    );
  }

  async #changeDevice(
    { publish, device, recipient, at }: Attempt,
    change: (report: {
      readonly deviceId: string;
      readonly tokenHash: string;
      readonly at: number;
    }) => Promise<DeviceTransition | undefined>,
  ): Promise<void> {
    if (device === undefined) return;
    const report = { deviceId: device.id, tokenHash: tokenHash(recipient), at };
    const changed = await untilBack(this.#parts.clock, () => change(report));
    if (changed !== undefined) this.#tellChanged(publish.appId, changed.from, changed.to);
  }

  #tellChanged(appId: string, from: DeviceState, to: DeviceState): void {
    this.#parts.observer.deviceChanged(appId, from, to);
  }

  /** The same letter again replaces itself. */
  async #bury(attempt: Attempt, refusal: ProviderRefusal, stage: DeliveryLetter['stage']): Promise<void> {
    const { deadLetters, clock } = this.#parts;
    const { job, publish, provider, delivery } = attempt;
    const { appId, id: publishId } = publish;
    const letter = {
      ...{ id: letterId(job, delivery.key), group: appId, topic: provider },
      ...{ reason: refusal.reason, attempts: delivery.attempts + 1, failedAt: attempt.at },
      data: { appId, publishId, provider, key: delivery.key, stage },
    };
    await untilBack(clock, () => deadLetters.add(letter));
  }
}

function firstAttemptOf({ delivery, at }: Attempt): number {
  return delivery.firstAttemptAtMs === 0 ? at : delivery.firstAttemptAtMs;
}
