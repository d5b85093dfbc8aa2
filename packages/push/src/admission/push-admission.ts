import { PusherError } from '@shoal/protocol';
import { type Clock, QueueAwayError, QueueFullError, systemClock } from '@shoal/queue';
import { badRequest } from '../bad-request.js';
import { PROVIDERS, type Provider } from '../model/provider.js';
import type { Publish, RenderedPayloads } from '../model/publish.js';
import type { PublishState } from '../model/publish-status.js';
import { providerOf } from '../model/recipient.js';
import { enqueuePublish } from '../pipeline/enqueue-publish.js';
import type { AdmissionResult, PushObserver } from '../push-observer.js';
import { defaultPushSettings } from '../push-settings.js';
import type { RecipientParser } from '../recipient-parser.js';
import { renderPayloads } from '../render/render-payloads.js';
import { applyTemplate, type ResolvedContent } from '../render/template/apply-template.js';
import type { PushStores } from '../store/push-stores.js';
import { type PublishIntent, parsePublish } from './parse-publish.js';
import { fingerprintOf, publishIdOf } from './publish-identity.js';
import { PushThrottledError } from './push-throttled-error.js';
import type { BackPressure } from './queue-pressure.js';

export interface PushAdmissionParts {
  readonly stores: Pick<PushStores, 'ledger' | 'plans' | 'templates' | 'rates'>;
  readonly recipients: RecipientParser;
  readonly backPressure: BackPressure;
  /** Publishes of an app a second. Undefined: any. */
  readonly acceptancePerSecond: (appId: string) => number | undefined;
  readonly observer: Pick<PushObserver, 'admitted'>;
  /** Those that somebody sends to. Default: all. */
  readonly providers?: readonly Provider[];
  /** Milliseconds that a publish and its status are kept. */
  readonly keepMs?: number;
  readonly clock?: Clock;
}

/** Under both spellings, because clients read either. */
export interface PublishAnswer {
  readonly publish_id: string;
  readonly publishId: string;
  readonly status: PublishState;
}

export interface AdmittedPublish {
  readonly answer: PublishAnswer;
  /** It was accepted before: nothing is sent twice. */
  readonly isRepeat: boolean;
  /** The caller wanted to wait for the end, which is never done. */
  readonly isForcedAsync: boolean;
}

export interface AdmitOptions {
  /** Neither the audience's size nor an allowance of the day is to hold it back. */
  readonly ignoresQuotas?: boolean;
}

export interface AdmitOneOptions extends AdmitOptions {
  /** Of the request's header; the body may have the same. */
  readonly idempotencyKey?: string;
}

const MAX_BATCH = 100;

/** Judges publishes and accepts them. Whom they reach is not looked at. */
export class PushAdmission {
  readonly #parts: PushAdmissionParts;
  readonly #clock: Clock;

  constructor(parts: PushAdmissionParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? systemClock;
  }

  /**
   * Accepts one publish. The same `publishId` or idempotency key again is the same publish.
   *
   * @throws PushThrottledError; PusherError `bad_request`, `bad_channel_name`, `channel_name_too_long`,
   * `idempotency_conflict`, `backend` (it may have been accepted), `over_capacity`
   */
  async publish(
    appId: string,
    body: unknown,
    { idempotencyKey, ...options }: AdmitOneOptions = {},
  ): Promise<AdmittedPublish> {
    const [admitted] = await this.#measured(appId, () =>
      this.#admit(appId, [this.#read(body, 'publish', idempotencyKey)], options),
    );
    if (admitted === undefined) throw new Error('A publish was neither accepted nor refused');
    return admitted;
  }

  /**
   * Accepts up to 100 publishes: none of them when one is not as it must be. A store that goes away in between leaves
   * some accepted and some not; those with an id or key can be sent again.
   *
   * @param body an array of what `publish` takes
   * @throws as `publish`
   */
  publishBatch(
    appId: string,
    body: unknown,
    options: AdmitOptions = {},
  ): Promise<readonly AdmittedPublish[]> {
    return this.#measured(appId, () => {
      if (!Array.isArray(body) || body.length === 0 || body.length > MAX_BATCH) {
        throw badRequest(`A batch is an array of 1 to ${MAX_BATCH} publishes`);
      }
      const items: readonly unknown[] = body;
      return this.#admit(
        appId,
        items.map((item, index) => this.#read(item, `publish ${index}`, undefined)),
        options,
      );
    });
  }

  #read(body: unknown, what: string, idempotencyKey: string | undefined): Asked {
    const { recipients } = this.#parts;
    const parsed = parsePublish(body, what, { recipients, now: this.#clock.wall() });
    const key = parsed.idempotencyKey ?? idempotencyKey;
    if (idempotencyKey !== undefined && key !== idempotencyKey) {
      throw badRequest('idempotency_key and X-Idempotency-Key differ: send one of them');
    }
    const intent = key === undefined ? parsed : { ...parsed, idempotencyKey: key };
    this.#ensureServed(intent, what);
    return { intent, what, fingerprint: fingerprintOf(body) };
  }

  #ensureServed({ targets }: PublishIntent, what: string): void {
    const { providers = PROVIDERS } = this.#parts;
    for (const target of targets) {
      if (target.type !== 'recipient') continue;
      const provider = providerOf(target.recipient);
      if (!providers.includes(provider))
        throw badRequest(`${what}: ${provider} is not enabled on this server`);
    }
  }

  async #admit(
    appId: string,
    asked: readonly Asked[],
    { ignoresQuotas = false }: AdmitOptions,
  ): Promise<readonly AdmittedPublish[]> {
    const contents: ResolvedContent[] = [];
    for (const one of asked) contents.push(await this.#resolve(appId, one));
    await this.#ensureRate(appId, asked.length);
    await this.#ensureRoom();
    const rendered = asked.map((one, index) => this.#render(one, contents[index]));
    const admitted: AdmittedPublish[] = [];
    for (const [index, one] of asked.entries()) {
      const publish = this.#toPublish(appId, one, rendered[index] ?? {});
      const accepted = await this.#accept(ignoresQuotas ? { ...publish, ignoresQuotas } : publish);
      admitted.push({ ...accepted, isForcedAsync: one.intent.isSync });
    }
    return admitted;
  }

  async #resolve(appId: string, { intent, what }: Asked): Promise<ResolvedContent> {
    const { templateId, notification, overrides, templateData } = intent;
    if (templateId === undefined) return { notification, overrides };
    const template = await this.#parts.stores.templates.find(appId, templateId);
    if (template === undefined)
      throw badRequest(`${what}: there is no template ${JSON.stringify(templateId)}`);
    return applyTemplate(template, {
      ...{ notification, overrides },
      ...(templateData !== undefined && { templateData }),
    });
  }

  async #ensureRate(appId: string, publishes: number): Promise<void> {
    const limit = this.#parts.acceptancePerSecond(appId);
    if (limit === undefined) return;
    const rate = { capacity: limit, refillPerSecond: limit, tokens: publishes };
    const wait = await this.#parts.stores.rates.take(appId, 'publishes', rate);
    if (wait > 0)
      throw new PushThrottledError(`More than ${limit} publishes a second: try again later`, wait / 1_000);
  }

  async #ensureRoom(): Promise<void> {
    const seconds = await this.#parts.backPressure.retryAfter();
    if (seconds !== undefined) throw new BackPressureError(seconds);
  }

  #render({ intent }: Asked, content: ResolvedContent | undefined): RenderedPayloads {
    const { expiresAtMs } = intent;
    return renderPayloads({
      ...{ notification: {}, ...content, providers: this.#parts.providers ?? PROVIDERS },
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    });
  }

  #toPublish(appId: string, { intent, fingerprint }: Asked, payloads: RenderedPayloads): Publish {
    const { targets, notBeforeMs, expiresAtMs } = intent;
    return {
      ...{ appId, id: publishIdOf(appId, intent), targets, payloads, fingerprint },
      acceptedAtMs: this.#clock.wall(),
      ...(notBeforeMs !== undefined && { notBeforeMs }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    };
  }

  async #accept(publish: Publish): Promise<Pick<AdmittedPublish, 'answer' | 'isRepeat'>> {
    const { stores, keepMs = defaultPushSettings.keepMs } = this.#parts;
    const { isNew, status } = await enqueuePublish(publish, { stores, keepMs, now: publish.acceptedAtMs });
    if (!isNew) await this.#ensureSame(publish);
    const answer = { publish_id: publish.id, publishId: publish.id, status: status.state };
    return { answer, isRepeat: !isNew };
  }

  async #ensureSame({ appId, id, fingerprint }: Publish): Promise<void> {
    const first = await this.#parts.stores.ledger.find(appId, id);
    if (first?.fingerprint === undefined || first.fingerprint === fingerprint) return;
    throw new PusherError('idempotency_conflict', 'This id or key was already used for another publish');
  }

  async #measured(
    appId: string,
    admit: () => Promise<readonly AdmittedPublish[]>,
  ): Promise<readonly AdmittedPublish[]> {
    const startedAt = this.#clock.now();
    const tell = (result: AdmissionResult): void => {
      this.#parts.observer.admitted(appId, result, (this.#clock.now() - startedAt) / 1_000);
    };
    try {
      const admitted = await admit();
      for (const { isRepeat } of admitted) tell(isRepeat ? 'duplicate' : 'accepted');
      return admitted;
    } catch (thrown) {
      const error = toPusherError(thrown);
      const result = resultOf(error);
      if (result !== undefined) tell(result);
      throw error;
    }
  }
}

interface Asked {
  readonly intent: PublishIntent;
  /** Names it, for messages. */
  readonly what: string;
  readonly fingerprint: string;
}

class BackPressureError extends PushThrottledError {
  constructor(seconds: number) {
    super('More is waiting to be sent than this server takes: try again later', seconds);
  }
}

function toPusherError(thrown: unknown): unknown {
  if (thrown instanceof QueueAwayError) return new PusherError('backend', undefined, { cause: thrown });
  if (thrown instanceof QueueFullError) return new PusherError('over_capacity', undefined, { cause: thrown });
  return thrown;
}

/** Undefined: a defect, which is nobody's refusal. */
function resultOf(error: unknown): AdmissionResult | undefined {
  if (error instanceof BackPressureError) return 'backpressure';
  if (error instanceof PushThrottledError) return 'rate_limited';
  if (!(error instanceof PusherError)) return undefined;
  return error.key === 'backend' || error.key === 'over_capacity' ? 'unavailable' : 'invalid';
}
