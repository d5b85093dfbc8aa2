import { join } from 'node:path';
import {
  type PodEnd,
  type PodTemplate,
  PushEnvironment,
  PushServices,
  type SurgingStrategy,
  WebhookReceiver,
} from '@shoal/testing';
import { z } from 'zod';
import { Installation, shop } from '../../cluster/support/installation.js';
import { root, type Values } from '../../support/chart.js';
import { type Component, components, deploymentsOf } from '../../support/deployments.js';

const pods = 2;
const eventTypes = ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed', 'client_event'];

/** Shorter than anybody would have them in a cluster: an update takes seconds. Six programs may start at once. */
const workload = {
  ...{ minReadySeconds: 1, terminationGracePeriodSeconds: 20 },
  probes: { startup: { periodSeconds: 1, failureThreshold: 90 }, readiness: { periodSeconds: 1 } },
};
const hasty: Values = {
  drain: { delaySeconds: 3, windowSeconds: 3 },
  ...{ server: workload, webhookWorker: workload, pushWorker: workload },
};

interface Parts {
  readonly installation: Installation;
  readonly receiver: WebhookReceiver;
  readonly push: PushServices;
}

/** A release of the chart with two pods of each program, and everything around it. Use it with `await using`. */
export class Stage implements AsyncDisposable {
  readonly installation: Installation;
  /** The only endpoint, which wants its events in order. */
  readonly receiver: WebhookReceiver;
  readonly push: PushServices;
  readonly #started: readonly AsyncDisposable[];

  private constructor({ installation, receiver, push }: Parts, started: readonly AsyncDisposable[]) {
    this.installation = installation;
    this.receiver = receiver;
    this.push = push;
    this.#started = started;
  }

  /** @param folder of the release that is installed; this repository by default */
  static async open(folder = root): Promise<Stage> {
    const started: AsyncDisposable[] = [];
    try {
      const stage = new Stage(await startParts(started), started);
      // There is nothing to replace yet.
      await stage.update(folder);
      await stage.#each((component) => stage.installation.deployment(component).scaleTo(pods));
      await stage.installation.isServed();
      return stage;
    } catch (error) {
      await disposeAll(started);
      throw error;
    }
  }

  /** `helm upgrade` to the release in a folder: all Deployments at once. @returns how the old pods have gone */
  async update(folder: string): Promise<readonly PodEnd[]> {
    const ends = await this.#each((component) => {
      const deployment = this.installation.deployment(component);
      const template = withProgram(deployment.template, join(folder, 'apps', component));
      return deployment.update(template, this.#strategyOf(component));
    });
    return ends.flat();
  }

  /** First characters of all members in Redis, each once. */
  async memberFormats(): Promise<readonly string[]> {
    const { server } = this.installation.redis;
    const keys = (await server.command('KEYS', '*:shown:*')).split('\n').filter((key) => key !== '');
    const members = await Promise.all(keys.map((key) => server.command('HVALS', key)));
    return [...new Set(members.flatMap((text) => text.split('\n').map((member) => member.charAt(0))))].filter(
      (format) => format !== '',
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await disposeAll(this.#started);
  }

  #each<T>(act: (component: Component) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(components.map(act));
  }

  /** As the chart renders it. */
  #strategyOf(component: Component): SurgingStrategy {
    const deployment = deploymentsOf(this.installation.objects).get(component);
    const { minReadySeconds, strategy } = rolloutSchema.parse(deployment?.spec);
    return { minReadySeconds, maxSurge: strategy.rollingUpdate.maxSurge };
  }
}

async function startParts(started: AsyncDisposable[]): Promise<Parts> {
  const keep = <Part extends AsyncDisposable>(part: Part): Part => {
    started.push(part);
    return part;
  };
  const receiver = keep(await WebhookReceiver.start({ app: shop }));
  const push = keep(await PushServices.start());
  const environment = keep(await PushEnvironment.create(push.description));
  const webhooks = [{ url: receiver.url, event_types: eventTypes, ordered: true }];
  const secrets = {
    ...environment.variables,
    ...{ WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1', SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(webhooks) },
  };
  return { installation: keep(await Installation.create({ ...hasty, secrets })), receiver, push };
}

/** The last first. */
async function disposeAll(started: readonly AsyncDisposable[]): Promise<void> {
  for (const part of [...started].reverse()) await part[Symbol.asyncDispose]();
}

/** The pod of the chart, with another program in its image. */
function withProgram(template: PodTemplate, entry: string): PodTemplate {
  return (identity) => {
    const manifest = template(identity);
    return { ...manifest, container: { ...manifest.container, entry } };
  };
}

const rolloutSchema = z.looseObject({
  minReadySeconds: z.number(),
  strategy: z.strictObject({
    type: z.literal('RollingUpdate'),
    rollingUpdate: z.strictObject({ maxSurge: z.int().min(1), maxUnavailable: z.literal(0) }),
  }),
});
