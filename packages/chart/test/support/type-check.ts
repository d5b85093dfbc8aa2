import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './chart.js';
import type { ChartObject } from './render.js';

/** Types generated from the schemas of Kubernetes and of its extensions, by API group. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

/** An object, and where it comes from. */
export interface CheckedObject {
  readonly origin: string;
  readonly object: ChartObject;
}

/**
 * Compiles the objects as literals of their types, where the compiler refuses keys that it does not know.
 *
 * @returns what is wrong, one text for each, beginning with the origin and the name of the object
 */
export async function checkTypes(objects: readonly CheckedObject[]): Promise<readonly string[]> {
  // Inside node_modules of this package, from which the types are found.
  const folder = join(root, 'packages/chart/node_modules/.cache', `rendered-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const known = new Map(objects.map((checked, index) => [`object-${index}.mts`, checked]));
    for (const [file, { object }] of known) writeFileSync(join(folder, file), literalOf(object));
    return explain(await compile(folder, [...known.keys()]), known);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function literalOf(object: ChartObject): string {
  const { apiVersion, kind } = object;
  const source = EXTENSIONS[apiVersion.split('/', 1)[0] ?? ''] ?? 'kubernetes-models';
  return [
    `import type { I${kind} } from '${source}/${apiVersion}/${kind}';`,
    `export const object: I${kind} = ${JSON.stringify(object, null, 1)};`,
    '',
  ].join('\n');
}

function compile(folder: string, files: readonly string[]): Promise<string> {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  const modules = ['--module', 'nodenext', '--types', '', '--ignoreConfig'];
  const options = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', ...modules];
  return new Promise((resolve, reject) => {
    // It ends with 1 when it has found something, and says what on its standard output.
    execFile(process.execPath, [tsc, ...options, ...files], { cwd: folder }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') reject(new Error(`The compiler failed: ${stderr}`));
      else resolve(stdout);
    });
  });
}

function explain(output: string, known: ReadonlyMap<string, CheckedObject>): readonly string[] {
  return output
    .split(/\n(?! )/)
    .filter((message) => message.trim() !== '')
    .map((message) => {
      const checked = known.get(message.split('(', 1)[0] ?? '');
      if (checked === undefined) return message;
      const { origin, object } = checked;
      return `${origin}, ${object.kind} ${object.metadata.name}: ${message.replace(/^[^:]+: /, '')}`;
    });
}
