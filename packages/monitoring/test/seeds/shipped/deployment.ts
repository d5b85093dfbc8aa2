import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readRepositoryFile, root } from './repository.js';

/** A service of the Compose file that brings everything, as much of it as checks ask for. */
export interface ComposeService {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

interface ScrapeJob {
  readonly job_name: string;
  readonly static_configs?: readonly { readonly targets: readonly string[] }[];
  readonly relabel_configs?: readonly RelabelRule[];
}

interface RelabelRule {
  readonly source_labels?: readonly string[];
  readonly action?: string;
  readonly target_label?: string;
}

/** What `deploy/` has, taken apart: no check looks for words in its texts. */
export interface Deployment {
  readonly services: Readonly<Record<string, ComposeService>>;
  /** Volumes that have a name. */
  readonly volumes: readonly string[];
  /** Jobs of one of the files for Prometheus, by its name: `prometheus-docker.yml`. */
  jobs(file: string): readonly ScrapeJob[];
  /** Files below a path that a service sees, by what is mounted there; undefined when nothing is. */
  filesAt(service: string, path: string): readonly string[] | undefined;
  /** A file that a service sees, read as YAML; undefined when nothing is mounted there. */
  yamlAt(service: string, path: string): unknown;
}

const folder = join(root, 'deploy/compose');

/** That of this repository. */
export function readDeployment(): Deployment {
  const { services, volumes } = parse(readRepositoryFile('deploy/compose/observability.yml'), {
    merge: true,
  });
  const sourceOf = (service: string, path: string) => sourceAt(services[service], path);
  return {
    services,
    volumes: Object.keys(volumes),
    jobs: (file) => parse(readRepositoryFile(`deploy/prometheus/${file}`)).scrape_configs,
    filesAt(service, path) {
      const source = sourceOf(service, path);
      return source === undefined ? undefined : readdirSync(resolve(folder, source));
    },
    yamlAt(service, path) {
      const source = sourceOf(service, dirname(path)) ?? sourceOf(service, path);
      if (source === undefined) return undefined;
      const name = path.slice(dirname(path).length + 1);
      const file = source.endsWith(name) ? source : join(source, name);
      return parse(readRepositoryFile(join('deploy/compose', file)));
    },
  };
}

/** One in which nothing is: whatever is held against it has to fail. */
export const nothingDeployed: Deployment = {
  services: {},
  volumes: [],
  jobs: () => [],
  filesAt: () => undefined,
  yamlAt: () => undefined,
};

/** Where on this machine a path of a service comes from; undefined for named volumes too. */
function sourceAt({ volumes = [] }: ComposeService = {}, path: string): string | undefined {
  for (const volume of volumes) {
    const [source = '', target = ''] = volume.split(':');
    if (!source.startsWith('.')) continue;
    if (path === target) return source;
    if (path.startsWith(`${target}/`)) return join(source, path.slice(target.length + 1));
  }
  return undefined;
}
