import type { Publish } from '../../model/publish.js';
import { providerOf } from '../../model/recipient.js';
import type { Target } from '../../model/target.js';
import type { DeviceStore } from '../../store/device-store.js';
import type { PlanPlace, PlanStep } from '../../store/publish-ledger.js';

export type Reached = PlanStep['reached'][number];

/** A part of a publish's audience, and where the next one begins. */
export interface AudiencePage {
  readonly reached: readonly Reached[];
  /** Undefined: this was the last one. */
  readonly to: PlanPlace | undefined;
}

type Audience = { readonly appId: string } & Exclude<Target, NamedTarget>;

type NamedTarget = Extract<Target, { type: 'device' | 'recipient' }>;

/** Whom the targets of a publish reach, a page at a time. */
export class AudienceReader {
  readonly #devices: Pick<DeviceStore, 'audience' | 'reachable' | 'audienceSize'>;

  constructor(devices: Pick<DeviceStore, 'audience' | 'reachable' | 'audienceSize'>) {
    this.#devices = devices;
  }

  /** At most `limit` (1 to 1,000) of one client or channel, or of the devices and recipients that follow each other. */
  async read(publish: Publish, place: PlanPlace, limit: number): Promise<AudiencePage> {
    const target = publish.targets[place.target];
    if (target === undefined) return { reached: [], to: undefined };
    if (isNamed(target)) return this.#readNamed(publish, place.target, limit);
    const after = place.after === undefined ? {} : { after: place.after };
    const page = await this.#devices.audience({ ...queryOf(publish, target), ...after, limit });
    return {
      reached: page.items.map(({ deviceId, provider }) => ({ provider, key: `d:${deviceId}` })),
      to:
        page.next === undefined
          ? placeOf(publish, place.target + 1)
          : { target: place.target, after: page.next },
    };
  }

  /** How many it could be, without walking. */
  async size(publish: Publish): Promise<number> {
    let size = 0;
    for (const target of publish.targets) {
      size += isNamed(target)
        ? 1
        : await this.#devices.audienceSize({ ...queryOf(publish, target), limit: 1 });
    }
    return size;
  }

  async #readNamed(publish: Publish, first: number, limit: number): Promise<AudiencePage> {
    const named: NamedTarget[] = [];
    for (const target of publish.targets.slice(first, first + limit)) {
      if (!isNamed(target)) break;
      named.push(target);
    }
    const ids = named.flatMap((target) => (target.type === 'device' ? [target.deviceId] : []));
    const devices = ids.length === 0 ? [] : await this.#devices.reachable(publish.appId, ids);
    const recipients = named.flatMap((target, index): Reached[] =>
      target.type === 'recipient'
        ? [{ provider: providerOf(target.recipient), key: `r:${first + index}` }]
        : [],
    );
    return {
      reached: [
        ...devices.map(({ deviceId, provider }): Reached => ({ provider, key: `d:${deviceId}` })),
        ...recipients,
      ],
      to: placeOf(publish, first + named.length),
    };
  }
}

function placeOf({ targets }: Publish, target: number): PlanPlace | undefined {
  return target < targets.length ? { target } : undefined;
}

function isNamed(target: Target): target is NamedTarget {
  return target.type === 'device' || target.type === 'recipient';
}

function queryOf({ appId }: Publish, target: Exclude<Target, NamedTarget>): Audience {
  return target.type === 'client'
    ? { appId, type: target.type, clientId: target.clientId }
    : { appId, type: target.type, channel: target.channel };
}
