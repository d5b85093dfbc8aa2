import type { ConnectionLog } from '../../src/connection/connection-errors.js';

/** Keeps every line, to look for what it says and for what it must never say. */
export class RecordingLog implements ConnectionLog {
  readonly lines: { readonly message: string; readonly [field: string]: unknown }[] = [];

  info(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.lines.push({ ...fields, message });
  }

  warn(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.info(message, fields);
  }

  get text(): string {
    return JSON.stringify(this.lines);
  }

  errors(): unknown[] {
    return this.lines.filter(({ error }) => error !== undefined).map(({ error }) => error);
  }
}
