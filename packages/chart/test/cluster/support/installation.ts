import {
  type AppCredentials,
  Deployment,
  eventually,
  PodRegistry,
  type ServerAddress,
  ServiceEndpoints,
  ServiceProxy,
  type SingleRedis,
  startRedis,
} from '@shoal/testing';
import { z } from 'zod';
import type { Values } from '../../support/chart.js';
import type { Component } from '../../support/deployments.js';
import { type ChartObject, objectOf, renderChart } from '../../support/render.js';
import { deploymentOf } from './manifests.js';

/** The app of the release, whose secret is in a Secret of somebody else. */
export const shop: AppCredentials = { id: 'shop', key: 'shop-key', secret: 'secret of the shop' };

const secrets = { shop: { secret: shop.secret } };

/** From a pod's change to the last node that knows it, in milliseconds: less than any delay of a drain. */
const endpointsLagMs = 500;

/** All pods are on one machine here, so each listens on its own address only. Redis is of the test. */
function sandboxValues({ host, port }: SingleRedis): Values {
  const podIp = { valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };
  const extraEnv = ['HOST', 'METRICS_HOST'].map((name) => ({ name, ...podIp }));
  const workerEnv = extraEnv.filter(({ name }) => name === 'METRICS_HOST');
  return {
    redis: { mode: 'single', host, port },
    app: { id: shop.id, key: shop.key, existingSecret: 'shop' },
    server: { extraEnv },
    webhookWorker: { extraEnv: workerEnv },
    pushWorker: { extraEnv: workerEnv },
  };
}

/** The release `sockudo` as `helm install` makes it, in pods that run on this machine. Use it with `await using`. */
export class Installation implements AsyncDisposable {
  readonly objects: readonly ChartObject[];
  readonly redis: SingleRedis;
  readonly pods = new PodRegistry();
  readonly #deployments = new Map<Component, Deployment>();
  readonly #endpoints: ServiceEndpoints;
  #service: ServiceProxy | undefined;

  private constructor(objects: readonly ChartObject[], redis: SingleRedis) {
    this.objects = objects;
    this.redis = redis;
    const { selector } = serviceSpec.parse(objectOf(objects, 'Service', 'sockudo').spec);
    this.#endpoints = new ServiceEndpoints({ pods: this.pods, selector, lagMs: endpointsLagMs });
  }

  /** Renders the chart and opens its Service; no pod runs yet. @param values over what a sandbox needs */
  static async create(values: Values): Promise<Installation> {
    const redis = await startRedis();
    try {
      const objects = await renderChart({ values: merge(sandboxValues(redis), values) });
      const installation = new Installation(objects, redis);
      await installation.#openService();
      return installation;
    } catch (error) {
      await redis[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The Service of the server, which clients and backends connect to. */
  get service(): ServiceProxy & ServerAddress {
    if (this.#service === undefined) throw new Error('The Service is not open');
    return Object.assign(this.#service, { app: shop });
  }

  /** Waits until the Service sends connections to every server that is ready, and to nobody else. */
  async isServed(): Promise<void> {
    const ready = () => this.deployment('server').pods.filter(({ isReady }) => isReady);
    await eventually(() => isSameList(this.#endpoints.current, ready()), {
      withinMs: 60_000,
      what: 'endpoints of all pods',
    });
  }

  /** One of the Deployments of the release. It begins without pods. */
  deployment(component: Component): Deployment {
    const known = this.#deployments.get(component);
    if (known !== undefined) return known;
    const deployment = new Deployment(this.pods, deploymentOf(this.objects, component, secrets));
    this.#deployments.set(component, deployment);
    return deployment;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service?.[Symbol.asyncDispose]();
    this.#endpoints[Symbol.dispose]();
    await this.pods[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
  }

  async #openService(): Promise<void> {
    const spec = serviceSpec.parse(objectOf(this.objects, 'Service', 'sockudo').spec);
    const [{ targetPort }] = spec.ports;
    this.#service = await ServiceProxy.start({ endpoints: this.#endpoints, targetPort });
  }
}

function isSameList<T>(some: readonly T[], others: readonly T[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}

/** As Helm merges files of values: maps into each other, everything else by replacement. */
function merge(base: Values, over: Values): Values {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = base[key];
    return [key, isMap(below) && isMap(value) ? merge(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const serviceSpec = z.looseObject({
  selector: z.record(z.string(), z.string()),
  ports: z.tuple([z.looseObject({ targetPort: z.number() })]),
});
