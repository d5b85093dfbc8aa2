import {
  ApiClient,
  eventually,
  type HttpResponse,
  PushEnvironment,
  PushServices,
  type StartServerOptions,
} from '@shoal/testing';
import { useServer } from '../use-server.js';

type Server = ReturnType<ReturnType<typeof useServer>>;

/** A server that sends pushes itself, what it sends to, and a backend that asks it. */
export interface Push {
  readonly server: Server;
  readonly services: PushServices;
  readonly api: ApiClient;
  /** Registers a device, and subscribes it to a channel if one is given. @returns its identity token */
  register(id: string, recipient: object, channel?: string): Promise<string>;
  /** @returns the id of a publish that was accepted */
  publish(body: object): Promise<string>;
  status(publishId: string): Promise<Status>;
  /** The status once it is one to end in. */
  ended(publishId: string): Promise<Status>;
}

export interface Status {
  readonly status: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly endedAtMs?: number;
  readonly errorReason?: string;
}

/** One server and one set of services for all tests of a file: each names devices and channels of its own. */
export function usePush(options: StartServerOptions = {}): () => Push {
  let started: ServedPush | undefined;
  const env: Record<string, string> = {};
  beforeAll(async () => {
    started = await startPushServices();
    Object.assign(env, started.variables, options.env);
  });
  const server = useServer({ ...options, env });
  afterAll(() => started?.[Symbol.asyncDispose]());
  return () => {
    if (started === undefined) throw new Error('The services run only while the tests do');
    return createPush(server(), started.services);
  };
}

/** What a server sends to, and what it has to be told of that. */
export interface ServedPush extends AsyncDisposable {
  readonly services: PushServices;
  readonly variables: Readonly<Record<string, string>>;
}

export async function startPushServices(): Promise<ServedPush> {
  const services = await PushServices.start();
  const environment = await PushEnvironment.create(services.description);
  return {
    ...{ services, variables: environment.variables },
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]();
      await environment[Symbol.asyncDispose]();
    },
  };
}

export function createPush(server: Server, services: PushServices): Push {
  const api = new ApiClient(server);
  const post = async (path: string, body: unknown, status: number) =>
    expectStatus(await api.post(`/push${path}`, { body }), status);
  const push: Push = {
    ...{ server, services, api },
    async register(id, recipient, channel) {
      const body = { ...deviceBody(id, recipient) };
      const { deviceIdentityToken } = await post('/deviceRegistrations', body, 201);
      if (channel !== undefined) await post('/channelSubscriptions', { channel, deviceId: id }, 201);
      return String(deviceIdentityToken);
    },
    publish: async (body) => String((await post('/publish', body, 202)).publish_id),
    async status(publishId) {
      const { status, counters, ...rest } = expectStatus(
        await api.get(`/push/publish/${publishId}/status`),
        200,
      );
      return { ...rest, status: String(status), counters: Object(counters) };
    },
    ended: (publishId) =>
      eventually(
        async () => {
          const status = await push.status(publishId);
          return status.endedAtMs === undefined ? false : status;
        },
        { what: `the end of ${publishId}`, withinMs: 15_000 },
      ),
  };
  return push;
}

/** Whatever a device has to say of itself, and nothing more. */
export function deviceBody(id: string, recipient: object): object {
  const described = { formFactor: 'phone', platform: 'other', timezone: 'Europe/Berlin', locale: 'de' };
  return { id, ...described, push: { recipient } };
}

/** A token for APNs, another for each number. */
export function apnsToken(number: number): string {
  return number.toString(16).padStart(64, '0');
}

function expectStatus(response: HttpResponse, status: number): Record<string, unknown> {
  expect([response.status, response.text]).toEqual([status, response.text]);
  return Object(response.body);
}
