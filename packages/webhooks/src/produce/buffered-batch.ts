import type { LaneMark } from '@shoal/queue';
import type { WebhookBatch, WebhookRecord } from './webhook-batch.js';

const MOST_RECORDS = 100;
/** What a record takes beside its texts, about. */
const RECORD_BYTES = 300;
const BYTES_A_CHARACTER = 2;

/** Records of one app that wait in memory. Nothing is added once it was tried to pass it on: its id names its content. */
export class BufferedBatch implements WebhookBatch {
  readonly id: string;
  readonly appId: string;
  readonly mark: LaneMark;
  readonly records: WebhookRecord[] = [];
  /** It may have arrived, though nobody said so: from now on it is not dropped. */
  wasTried = false;
  private size = 0;
  private readonly missed = new Set<string>();

  /** @param mark of the buffer, and of this batch among all of that */
  constructor(appId: string, mark: LaneMark) {
    this.id = `${mark.source}-${mark.version}`;
    this.appId = appId;
    this.mark = mark;
  }

  /** In memory, rather too many than too few. */
  get bytes(): number {
    return this.size;
  }

  get isFull(): boolean {
    return this.records.length >= MOST_RECORDS;
  }

  /** A second miss of the same channel is left out: nothing has happened in between. */
  add(record: WebhookRecord): void {
    const { name, channel } = record.event;
    if (name === 'cache_miss') {
      if (this.missed.has(channel)) return;
      this.missed.add(channel);
    }
    this.records.push(record);
    this.size += bytesOf(record);
  }
}

function bytesOf({ event }: WebhookRecord): number {
  const text = event.name === 'client_event' ? event.event.length + event.data.length : 0;
  return RECORD_BYTES + BYTES_A_CHARACTER * (event.channel.length + text);
}
