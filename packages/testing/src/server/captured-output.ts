import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A line of a structured log. */
export type LogRecord = Readonly<Record<string, unknown>>;

/** Every line that a process wrote, of both streams, in the order of arrival. */
export class CapturedOutput {
  readonly #lines: string[] = [];

  capture(stream: Readable): void {
    createInterface({ input: stream }).on('line', (line) => this.add(line));
  }

  add(line: string): void {
    this.#lines.push(line);
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  /** The lines that are JSON objects. */
  logs(): LogRecord[] {
    return this.#lines.map(parseRecord).filter((record) => record !== undefined);
  }
}

function parseRecord(line: string): LogRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    // Only looks like JSON: it stays readable in `text`.
    return undefined;
  }
}
