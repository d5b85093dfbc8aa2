import type { Plugin, Statement } from './logstash-config.js';

/** An event in a pipeline; `@metadata` is not sent on. */
export type LogEvent = Record<string, unknown>;

/** Does to an event what Logstash's filters would, those that the shipped file uses. */
export function filterEvent(event: LogEvent, statements: readonly Statement[]): LogEvent {
  for (const statement of statements) {
    if (statement.kind === 'plugin') runPlugin(event, statement);
    else if (holds(event, statement)) filterEvent(event, statement.body);
  }
  return event;
}

/** Whether a condition of the file is met. */
export function holds(
  event: LogEvent,
  { field, equals }: { readonly field: string; readonly equals: string | undefined },
): boolean {
  const value = valueAt(event, field);
  return equals === undefined ? value !== undefined : value === equals;
}

/** Fills `%{[field]}` and `%{+YYYY.MM.dd}`, which is the day of the event in UTC. */
export function interpolate(event: LogEvent, text: string): string {
  return text.replace(/%\{([^}]+)\}/g, (whole, inner: string) => {
    if (inner === '+YYYY.MM.dd') return String(event['@timestamp']).slice(0, 10).replaceAll('-', '.');
    return String(valueAt(event, inner) ?? whole);
  });
}

function runPlugin(event: LogEvent, { name, settings }: Plugin): void {
  switch (name) {
    case 'json':
      liftJson(event, String(settings.source));
      break;
    case 'date':
      setTime(event, settings.match);
      break;
    case 'mutate':
      mutate(event, settings);
      break;
    default:
      throw new Error(`No filter that the test knows: ${name}`);
  }
}

function liftJson(event: LogEvent, source: string): void {
  try {
    Object.assign(event, JSON.parse(String(event[source])));
  } catch (error) {
    // What `skip_on_invalid_json` means.
    if (!(error instanceof SyntaxError)) throw error;
  }
}

function setTime(event: LogEvent, match: unknown): void {
  if (!Array.isArray(match) || match[1] !== 'ISO8601') throw new Error('Only ISO8601 is known to the test');
  const time = Date.parse(String(event[String(match[0])]));
  if (!Number.isNaN(time)) event['@timestamp'] = new Date(time).toISOString();
}

function mutate(
  event: LogEvent,
  { add_field: added = {}, remove_field: removed = [] }: Plugin['settings'],
): void {
  for (const [field, text] of Object.entries(added))
    setAt(event, pathOf(field), interpolate(event, String(text)));
  for (const field of Array.isArray(removed) ? removed : []) removeAt(event, pathOf(String(field)));
}

function pathOf(reference: string): string[] {
  return reference.startsWith('[') ? reference.slice(1, -1).split('][') : [reference];
}

function valueAt(event: LogEvent, reference: string): unknown {
  let value: unknown = event;
  for (const key of pathOf(reference)) value = isRecord(value) ? value[key] : undefined;
  return value;
}

function setAt(event: LogEvent, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    event[key] = value;
    return;
  }
  const inner = event[key];
  const record = isRecord(inner) ? inner : {};
  event[key] = record;
  setAt(record, rest, value);
}

function removeAt(event: LogEvent, [key = '', ...rest]: readonly string[]): void {
  const inner = event[key];
  if (rest.length === 0) delete event[key];
  else if (isRecord(inner)) removeAt(inner, rest);
}

function isRecord(value: unknown): value is LogEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
