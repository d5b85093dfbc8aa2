import { z } from 'zod';
import { type ChartObject, objectsOf } from './render.js';

const reference = z.strictObject({ name: z.string(), key: z.string() });

const environmentVariable = z.strictObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .strictObject({
      secretKeyRef: reference.optional(),
      fieldRef: z.strictObject({ fieldPath: z.string() }).optional(),
    })
    .optional(),
});

const source = z.looseObject({ name: z.string(), optional: z.boolean().optional() });

/** A probe that runs a program is nothing that a test could run: it would be the image's. */
const httpProbe = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: z.number() }),
  initialDelaySeconds: z.number().optional(),
  periodSeconds: z.number().optional(),
  timeoutSeconds: z.number().optional(),
  successThreshold: z.number().optional(),
  failureThreshold: z.number().optional(),
});

/** So is a hook. */
const lifecycle = z.strictObject({
  preStop: z.strictObject({ sleep: z.strictObject({ seconds: z.number() }) }).optional(),
});

const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(environmentVariable).default([]),
  envFrom: z
    .array(z.strictObject({ secretRef: source.optional(), configMapRef: source.optional() }))
    .default([]),
  ports: z.array(z.looseObject({ name: z.string().optional(), containerPort: z.number() })).default([]),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
  startupProbe: z.looseObject({}).optional(),
  readinessProbe: z.looseObject({}).optional(),
  livenessProbe: z.looseObject({}).optional(),
  lifecycle: z.looseObject({}).optional(),
  securityContext: z.looseObject({}).optional(),
});

const volume = z.looseObject({
  name: z.string(),
  configMap: z.looseObject({ name: z.string() }).optional(),
  secret: z.looseObject({ secretName: z.string() }).optional(),
});

const texts = z.record(z.string(), z.string());

const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: texts, annotations: texts.default({}) }),
  spec: z.looseObject({
    containers: z.array(container).min(1),
    volumes: z.array(volume).default([]),
    terminationGracePeriodSeconds: z.number().optional(),
  }),
});

const deployment = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    replicas: z.number().optional(),
    selector: z.strictObject({ matchLabels: texts }),
    template: podTemplate,
  }),
});

export type Deployment = z.infer<typeof deployment>;
export type PodTemplate = z.infer<typeof podTemplate>;
export type Container = z.infer<typeof container>;

/** The programs that the chart starts. */
export type Component = 'server' | 'webhook-worker' | 'push-worker';

export const components: readonly Component[] = ['server', 'webhook-worker', 'push-worker'];

/** The Deployments of our programs, by component; a Redis for demonstrations is not among them. */
export function deploymentsOf(objects: readonly ChartObject[]): ReadonlyMap<Component, Deployment> {
  const known = new Map(
    objectsOf(objects, 'Deployment').map((object) => [
      object.metadata.labels['app.kubernetes.io/component'],
      deployment.parse(object),
    ]),
  );
  return new Map(
    components.flatMap((component) => {
      const found = known.get(component);
      return found === undefined ? [] : [[component, found] as const];
    }),
  );
}

/** What the kubelet would ask a container. @throws when it would ask otherwise than over HTTP */
export function probesOf({ startupProbe, readinessProbe, livenessProbe }: Container) {
  const read = httpProbe.optional();
  return {
    startup: read.parse(startupProbe),
    readiness: read.parse(readinessProbe),
    liveness: read.parse(livenessProbe),
  };
}

/** Seconds that a container sleeps before its stop signal. @throws when its hook is another one */
export function preStopSecondsOf({ lifecycle: hooks = {} }: Container): number {
  return lifecycle.parse(hooks).preStop?.sleep.seconds ?? 0;
}

/** The container of the program itself. */
export function mainContainer({ spec }: PodTemplate): Container {
  const [first] = spec.containers;
  if (first === undefined) throw new Error('The pod has no container');
  return first;
}
