import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Mappings } from './field-mapping.js';
import type { Query } from './log-store.js';
import { type LogstashConfig, parseLogstashConfig } from './logstash-config.js';

const folder = new URL('../../../../deploy/logging/', import.meta.url);

/** A file of `deploy/logging`, as it is. */
export function readShipped(name: string): string {
  return readFileSync(fileURLToPath(new URL(name, folder)), 'utf8');
}

export interface FilebeatConfig {
  readonly 'filebeat.inputs': readonly {
    readonly type: string;
    readonly id: string;
    readonly paths: readonly string[];
    readonly parsers?: readonly Readonly<Record<string, object>>[];
    readonly fields: Readonly<Record<string, string>>;
    readonly fields_under_root: boolean;
  }[];
  readonly [output: string]: unknown;
}

export function readFilebeat(name: string): FilebeatConfig {
  return parse(readShipped(name), { strict: true });
}

export function readLogstash(): LogstashConfig {
  return parseLogstashConfig(readShipped('logstash.conf'));
}

export interface IndexTemplate {
  readonly index_patterns: readonly string[];
  readonly template: { readonly mappings: Mappings };
}

export function readTemplate(): IndexTemplate {
  return JSON.parse(readShipped('index-template.json'));
}

/** One of `queries/`. */
export function readQuery(name: string): { readonly query: Query } {
  return JSON.parse(readShipped(`queries/${name}.json`));
}
