import type { LogStore } from './log-store.js';
import { filterEvent, holds, interpolate, type LogEvent } from './logstash-filters.js';
import { type FilebeatConfig, readLogstash } from './shipped-files.js';

/** What Filebeat makes of a line of a log: an event with its own fields around it. */
export function beatEvent(line: string, config: FilebeatConfig): LogEvent {
  const [input] = config['filebeat.inputs'];
  if (input === undefined) throw new Error('No input is configured');
  const content = contentOf(line, input);
  return {
    '@timestamp': content.timestamp ?? new Date().toISOString(),
    '@metadata': { beat: 'filebeat', type: '_doc' },
    ...content,
    ...(input.fields_under_root ? input.fields : { fields: input.fields }),
    host: { name: 'machine-1' },
    agent: { type: 'filebeat', version: '9.2.0' },
    ecs: { version: '8.0.0' },
    input: { type: input.type },
    log: { offset: 0, file: { path: input.paths[0] } },
  };
}

/** With the parser `ndjson` the keys of the line; the line itself when it is no JSON, with the error if that is wanted. */
function contentOf(line: string, { parsers = [] }: FilebeatConfig['filebeat.inputs'][number]): LogEvent {
  const ndjson = parsers.find((parser) => 'ndjson' in parser)?.ndjson;
  if (ndjson === undefined) return { message: line };
  try {
    return JSON.parse(line);
  } catch {
    const wantsError = 'add_error_key' in ndjson && ndjson.add_error_key === true;
    return { message: line, ...(wantsError ? { error: { message: 'no JSON', type: 'json' } } : {}) };
  }
}

export interface StoredEvent {
  readonly index: string;
  readonly document: LogEvent;
}

/** What the shipped Logstash configuration stores of an event, and where; undefined when it stores nothing. */
export function storedEvent(beat: LogEvent): StoredEvent | undefined {
  const { filter, output } = readLogstash();
  const event = filterEvent({ ...beat, '@version': '1', event: { original: beat.message } }, filter);
  for (const statement of output) {
    if (statement.kind !== 'condition' || !holds(event, statement)) continue;
    const [plugin] = statement.body;
    if (plugin?.kind !== 'plugin' || plugin.name !== 'elasticsearch') continue;
    const { '@metadata': _, ...document } = event;
    return { index: interpolate(event, String(plugin.settings.index)), document };
  }
  return undefined;
}

/** Stores lines as the shipped files do, one after the other. */
export function storeLines(store: LogStore, lines: readonly string[], config: FilebeatConfig): LogStore {
  for (const line of lines) {
    const stored = storedEvent(beatEvent(line, config));
    if (stored !== undefined) store.index(stored.document);
  }
  return store;
}
