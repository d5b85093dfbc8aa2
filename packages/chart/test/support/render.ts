import { parseAllDocuments, stringify } from 'yaml';
import { z } from 'zod';
import { chart, type Values } from './chart.js';
import { type Helm, helm3 } from './helm.js';

const texts = z.record(z.string(), z.string());

/** As much of every object as all of them have. */
const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: texts.default({}),
    annotations: texts.default({}),
  }),
});

export type ChartObject = z.infer<typeof objectSchema>;

export interface RenderOptions {
  readonly values?: Values;
  readonly helm?: Helm;
  readonly release?: string;
  readonly namespace?: string;
  readonly kubeVersion?: string;
}

/** What Helm has said instead of rendering. */
export class ChartRefusal extends Error {
  override readonly name = 'ChartRefusal';
}

/**
 * The objects that `helm install` would make. By default `helm install sockudo helm/shoal -n sockudo-namespace`.
 * @throws ChartRefusal with Helm's message
 */
export async function renderChart(options: RenderOptions = {}): Promise<readonly ChartObject[]> {
  const { values = {}, helm = helm3, release = 'sockudo', namespace = 'sockudo-namespace' } = options;
  const { kubeVersion = '1.33.0' } = options;
  const where = ['--namespace', namespace, '--kube-version', kubeVersion];
  const outcome = await helm.run(['template', release, chart, ...where, '--values', '-'], stringify(values));
  if (outcome.code !== 0) throw new ChartRefusal(outcome.stderr);
  return readObjects(outcome.stdout);
}

function readObjects(text: string): readonly ChartObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if ('empty' in document) return [];
    if (document.errors.length > 0)
      throw new Error(`Helm rendered YAML that cannot be read: ${document.errors}`);
    // YAML allows a key twice, Kubernetes does not.
    return document.contents === null ? [] : [objectSchema.parse(document.toJS())];
  });
}

/** The only object of a kind, or the one with that name. */
export function objectOf(objects: readonly ChartObject[], kind: string, name?: string): ChartObject {
  const found = objectsOf(objects, kind).filter(
    ({ metadata }) => name === undefined || metadata.name === name,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`${found.length} objects are a ${kind}${name === undefined ? '' : ` named ${name}`}`);
  }
  return first;
}

export function objectsOf(objects: readonly ChartObject[], kind: string): readonly ChartObject[] {
  return objects.filter((object) => object.kind === kind);
}

/** Names of all objects of a kind. */
export function namesOf(objects: readonly ChartObject[], kind: string): readonly string[] {
  return objectsOf(objects, kind).map(({ metadata }) => metadata.name);
}
