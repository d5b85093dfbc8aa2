import type { DeadLetter } from '../dead-letters.js';
import type { Decode, Encode } from '../job-queue.js';
import { printPlace } from '../letter-place.js';

/** The format in which this release writes letters, and those that it reads. */
const FORMAT = 1;
const READABLE: ReadonlySet<unknown> = new Set([FORMAT]);

/** How the scripts know a topic: without line breaks, whatever it is. */
export function printTopic(topic: string): string {
  return JSON.stringify(topic);
}

/** Lines that the scripts read, of the time and the topic, then the rest as JSON. */
export function printLetter<Data>(letter: DeadLetter<Data>, encode: Encode<Data>): string {
  const { id, group, topic, reason, attempts, failedAt } = letter;
  const data = encode(letter.data);
  const [time] = printPlace(letter).split('-');
  const body = JSON.stringify({ format: FORMAT, id, group, topic, data, reason, attempts, failedAt });
  return `${time}\n${printTopic(topic)}\n${body}`;
}

/** @returns undefined for what this release cannot read */
export function parseLetter<Data>(stored: unknown, decode: Decode<Data>): DeadLetter<Data> | undefined {
  if (typeof stored !== 'string') return undefined;
  const [, , ...lines] = stored.split('\n');
  const body: unknown = JSON.parse(lines.join('\n'));
  if (typeof body !== 'object' || body === null || !('format' in body) || !READABLE.has(body.format))
    return undefined;
  const data = decode('data' in body ? body.data : undefined);
  if (data === undefined) return undefined;
  return {
    id: textOf(body, 'id'),
    group: textOf(body, 'group'),
    topic: textOf(body, 'topic'),
    data,
    reason: textOf(body, 'reason'),
    attempts: Number(Reflect.get(body, 'attempts')),
    failedAt: Number(Reflect.get(body, 'failedAt')),
  };
}

function textOf(body: object, field: string): string {
  return String(Reflect.get(body, field));
}
