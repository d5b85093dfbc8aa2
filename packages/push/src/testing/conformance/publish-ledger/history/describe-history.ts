import fc from 'fast-check';
import type { Provider } from '../../../../model/provider.js';
import type { PublishState } from '../../../../model/publish-status.js';
import type { DeliveryResult, PlanStep } from '../../../../store/publish-ledger.js';
import { keyOf, PlayedPublish } from '../played-publish.js';
import type { PublishLedgerFixture, PublishLedgerSubject } from '../publish-ledger-subject.js';
import { LedgerModel } from './ledger-model.js';
import { anyStep, type Step } from './random-step.js';

const devices = Array.from({ length: 260 }, (_, index) => `device-${index}`);
const providers = ['fcm', 'apns', 'webPush'] as const;
const outcomes = ['succeeded', 'failed', 'expired', 'cancelled', 'deadLettered', 'retry', 'retry'] as const;
const stops = ['cancelled', 'quota_exceeded', 'expired'] as const;

/** Random histories of one publish: after each step the ledger says what a plain model says. */
export function describeHistory({ create, runs }: PublishLedgerSubject): void {
  test('after any history the counts, the plan and what is open are right, and each state was told once', async () => {
    await using fixture = await create();
    let run = 0;
    const histories = fc.asyncProperty(fc.array(anyStep, { maxLength: 40 }), async (steps) => {
      run += 1;
      const history = await History.begin(fixture, `pub_${run}`);
      for (const step of steps) await history.play(step);
      await history.finish();
    });
    await fc.assert(histories, { numRuns: runs });
  }, 60_000);
}

class History {
  readonly #clock: PublishLedgerFixture['clock'];
  readonly #played: PlayedPublish;
  readonly #model = new LedgerModel();
  /** States that somebody was told of, and those that the model came to. */
  readonly #told: PublishState[] = [];
  readonly #seen: PublishState[] = [];
  #lastStep: PlanStep | undefined;
  #lastRecord: { readonly batch: number; readonly results: readonly DeliveryResult[] } | undefined;

  constructor({ clock }: PublishLedgerFixture, played: PlayedPublish) {
    this.#clock = clock;
    this.#played = played;
  }

  static async begin(fixture: PublishLedgerFixture, id: string): Promise<History> {
    return new History(fixture, await PlayedPublish.create(fixture.ledger, { id }));
  }

  async play(step: Step): Promise<void> {
    const before = this.#model.state;
    await this.#clock.advance(10);
    await this.#do(step);
    if (this.#model.state !== before) this.#seen.push(this.#model.state);
    expect(this.#told).toEqual(this.#seen);
    await this.#compare();
  }

  /** Plans and records what is left. */
  async finish(): Promise<void> {
    await this.play({ kind: 'plan', first: 0, count: 3, isLast: true });
    while (this.#model.batches.size > 0) await this.play({ kind: 'recordAll', batch: 0 });
    expect(this.#model.isOver).toBe(true);
    expect((await this.#played.status()).endedAtMs).toBeDefined();
  }

  async #do(step: Step): Promise<void> {
    switch (step.kind) {
      case 'plan':
        return this.#plan(step);
      case 'planAgain':
        if (this.#lastStep !== undefined) expect(await this.#played.commit(this.#lastStep)).toBeUndefined();
        return;
      case 'record':
        return this.#record(this.#pickBatch(step.batch), step.choices);
      case 'recordAll':
        return this.#recordAll(this.#pickBatch(step.batch));
      case 'recordAgain':
        return this.#recordAgain();
      case 'try':
        return this.#try(this.#pickBatch(step.batch));
      case 'stop':
        return this.#stop(stops[step.how % stops.length] ?? 'cancelled');
    }
  }

  async #plan({ first, count, isLast }: Extract<Step, { kind: 'plan' }>): Promise<void> {
    const from = this.#model.place;
    if (from === undefined) return;
    const reached = devices.slice(first, first + count).map((device, at) => ({
      ...{ provider: providerOf(first + at), key: keyOf(device) },
    }));
    const to = isLast ? undefined : { target: from.target + 1, after: 'x' };
    const step = { from, to, reached, isDeduplicated: true };
    const added = this.#model.plan(step);
    this.#lastStep = step;
    const committed = await this.#played.commit(step);
    const keys = committed?.batches.flatMap((batch) => batch.keys) ?? [];
    expect(keys).toHaveLength(added.size);
    expect(new Set(keys)).toEqual(added);
    for (const batch of committed?.batches ?? []) {
      expect(batch.keys.length).toBeLessThanOrEqual(100);
      this.#model.addBatch(batch.number, batch.provider, batch.keys);
    }
    this.#tell(committed?.changed?.state);
  }

  async #record(batch: number, choices: readonly number[]): Promise<void> {
    const at = this.#clock.wall();
    const open = [...(this.#model.batches.get(batch)?.open.keys() ?? [])];
    const results = choices.map((choice) => resultOf(open[choice % 100] ?? keyOf('gone'), choice, at));
    await this.#send(batch, results);
  }

  async #recordAll(batch: number): Promise<void> {
    const open = [...(this.#model.batches.get(batch)?.open.keys() ?? [])];
    const end = { attempted: true, outcome: 'succeeded' } as const;
    await this.#send(
      batch,
      open.map((key) => ({ key, ...end })),
    );
  }

  async #recordAgain(): Promise<void> {
    const last = this.#lastRecord;
    if (last !== undefined) await this.#send(last.batch, last.results);
  }

  async #send(batch: number, results: readonly DeliveryResult[]): Promise<void> {
    this.#lastRecord = { batch, results };
    const counts = results.filter((result) => this.#model.record(batch, result));
    const { counted, changed } = await this.#played.record(batch, results);
    expect(counted).toEqual(new Set(counts.map(({ key }) => key)));
    this.#tell(changed?.state);
  }

  async #try(batch: number): Promise<void> {
    this.#model.untried.delete(batch);
    expect(await this.#played.tried(batch)).toBe(this.#model.place !== undefined);
  }

  async #stop(state: (typeof stops)[number]): Promise<void> {
    this.#model.stop(state);
    const stopped = await this.#played.stop(state);
    if (stopped?.isChanged) this.#tell(stopped.status.state);
  }

  #tell(state: PublishState | undefined): void {
    if (state !== undefined) this.#told.push(state);
  }

  #pickBatch(choice: number): number {
    const numbers = [...this.#model.batches.keys()];
    return numbers[choice % Math.max(1, numbers.length)] ?? choice;
  }

  async #compare(): Promise<void> {
    const { state, counters, place, batches, untried, isOver } = this.#model;
    const status = await this.#played.status();
    expect(status).toMatchObject({ state, counters });
    expect(status.endedAtMs !== undefined).toBe(isOver);
    const progress = await this.#played.progress();
    const open = [...batches].map(([number, { provider }]) => ({ number, provider }));
    expect(progress).toMatchObject({ state, untried: untried.size, untold: this.#seen });
    expect(progress.place).toEqual(place);
    expect([...progress.open].sort((one, other) => one.number - other.number)).toEqual(open);
    for (const [number, batch] of batches) {
      const found = await this.#played.batch(number);
      const deliveries = [...batch.open.values()].map(({ lastAt: _lastAt, ...delivery }) => delivery);
      const byKey = new Map(found?.deliveries.map((delivery) => [delivery.key, delivery]));
      expect(byKey).toEqual(new Map(deliveries.map((delivery) => [delivery.key, delivery])));
    }
  }
}

function providerOf(device: number): Provider {
  return providers[device % providers.length] ?? 'fcm';
}

function resultOf(key: DeliveryResult['key'], choice: number, at: number): DeliveryResult {
  const outcome = outcomes[choice % outcomes.length] ?? 'failed';
  const attempted = choice % 4 !== 0;
  return outcome === 'retry'
    ? { key, attempted, outcome, at, notBeforeMs: at + choice }
    : { key, attempted, outcome };
}
