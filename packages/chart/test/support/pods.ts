import { z } from 'zod';
import {
  type Component,
  type Container,
  deploymentsOf,
  mainContainer,
  type PodTemplate,
} from './deployments.js';
import { type ChartObject, objectsOf } from './render.js';

/** A pod as it would run: what Kubernetes and the kubelet make of the template of a Deployment. */
export interface Pod {
  readonly component: Component;
  readonly name: string;
  readonly namespace: string;
  /** Its own, in the network of pods. */
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly image: string;
  /** Of the image's program: empty, or `start --config …`. */
  readonly args: readonly string[];
  /** With everything that ConfigMaps, Secrets and fields of the pod hold. */
  readonly env: Readonly<Record<string, string>>;
  /** Contents of the files that are mounted from ConfigMaps and Secrets, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly ports: Container['ports'];
  readonly terminationGracePeriodSeconds: number;
}

/** Secrets that the chart does not make, by name. */
export type ForeignSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

const stored = z.looseObject({
  data: z.record(z.string(), z.string()).default({}),
  stringData: z.record(z.string(), z.string()).default({}),
});

type Stored = (kind: 'ConfigMap' | 'Secret', name: string) => Readonly<Record<string, string>> | undefined;

/**
 * `count` pods of each Deployment.
 * @throws Error when a pod refers to a ConfigMap, a Secret or a key that is not there: it would not start
 */
export function podsOf(
  objects: readonly ChartObject[],
  { count = 1, secrets = {} }: { readonly count?: number; readonly secrets?: ForeignSecrets } = {},
): readonly Pod[] {
  const find = storedIn(objects, secrets);
  return [...deploymentsOf(objects)].flatMap(([component, { metadata, spec }]) =>
    Array.from({ length: count }, (_, index) => {
      const namespace = String(metadata.namespace);
      const name = `${metadata.name}-${index}`;
      return podOf({ component, name, namespace, address: `10.0.0.${index + 1}` }, spec.template, find);
    }),
  );
}

/** What is in the release's ConfigMaps and Secrets, and in those that others have made. */
export function storedIn(objects: readonly ChartObject[], secrets: ForeignSecrets = {}): Stored {
  return (kind, name) => {
    const object = objectsOf(objects, kind).find(({ metadata }) => metadata.name === name);
    if (object === undefined) return kind === 'Secret' ? secrets[name] : undefined;
    const { data, stringData } = stored.parse(object);
    return { ...data, ...stringData };
  };
}

/** Who a pod is. */
export type Identity = Pick<Pod, 'component' | 'name' | 'namespace' | 'address'>;

/** @throws Error when it refers to a ConfigMap, a Secret or a key that is not there: it would not start */
export function podOf(identity: Identity, template: PodTemplate, find: Stored): Pod {
  const { image, args, ports } = mainContainer(template);
  const { labels, annotations } = template.metadata;
  return {
    ...{ ...identity, labels, annotations, image, args, ports },
    env: environmentOf(identity, template, find),
    files: new Map(filesOf(template, find)),
    terminationGracePeriodSeconds: template.spec.terminationGracePeriodSeconds ?? 30,
  };
}

function environmentOf(identity: Identity, template: PodTemplate, find: Stored): Record<string, string> {
  const { env, envFrom } = mainContainer(template);
  const result: Record<string, string> = {};
  for (const { secretRef, configMapRef } of envFrom) {
    if (secretRef !== undefined) Object.assign(result, required(find, 'Secret', secretRef));
    if (configMapRef !== undefined) Object.assign(result, required(find, 'ConfigMap', configMapRef));
  }
  for (const { name, value, valueFrom } of env) {
    const text = value ?? resolveReference(valueFrom, { ...identity, ...template.metadata }, find);
    // Kubernetes fills in variables that stand above.
    result[name] = text.replace(
      /\$\(([A-Za-z_][A-Za-z0-9_]*)\)/g,
      (whole, other: string) => result[other] ?? whole,
    );
  }
  return result;
}

function required(find: Stored, kind: 'ConfigMap' | 'Secret', { name, optional = false }: Reference) {
  const found = find(kind, name);
  if (found === undefined && !optional) throw new Error(`There is no ${kind} ${name}`);
  return found ?? {};
}

interface Reference {
  readonly name: string;
  readonly optional?: boolean | undefined;
}

type ValueFrom = Container['env'][number]['valueFrom'];

function resolveReference(from: ValueFrom, pod: Identity & PodTemplate['metadata'], find: Stored): string {
  if (from?.secretKeyRef !== undefined) {
    const { name, key } = from.secretKeyRef;
    const value = required(find, 'Secret', { name })[key];
    if (value === undefined) throw new Error(`The Secret ${name} has no key ${key}`);
    return value;
  }
  const path = from?.fieldRef?.fieldPath ?? '';
  const label = /^metadata\.labels\['(.+)'\]$/.exec(path)?.[1];
  const fields = { 'metadata.name': pod.name, 'status.podIP': pod.address };
  const value = label === undefined ? new Map(Object.entries(fields)).get(path) : pod.labels[label];
  if (value === undefined) throw new Error(`A variable comes from ${path}, which this pod does not have`);
  return value;
}

function* filesOf(template: PodTemplate, find: Stored): Iterable<[path: string, content: string]> {
  for (const { name, mountPath } of mainContainer(template).volumeMounts) {
    const volume = template.spec.volumes.find((candidate) => candidate.name === name);
    if (volume === undefined) throw new Error(`There is no volume ${name}`);
    const { configMap, secret } = volume;
    const content =
      configMap !== undefined
        ? required(find, 'ConfigMap', configMap)
        : secret !== undefined
          ? required(find, 'Secret', { name: secret.secretName })
          : {};
    for (const [key, text] of Object.entries(content)) yield [`${mountPath}/${key}`, text];
  }
}
