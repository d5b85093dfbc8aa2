import { type ChannelName, parseChannelName } from '../channel-name.js';
import { PusherError } from '../errors.js';
import { encodeJson, isRecord } from '../json.js';
import { isSocketId } from '../socket-id.js';
import { type InfoAttribute, parseInfo } from './channel-info.js';

/** One event to publish: the body of `POST /events`, or one item of `POST /batch_events`. */
export interface PublishRequest {
  readonly name: string;
  /** The string that clients receive; any other JSON value was encoded into one. */
  readonly data: string;
  /** Without repetitions. */
  readonly channels: readonly ChannelName[];
  /** Left out of the delivery. */
  readonly socketId?: string;
  readonly info: ReadonlySet<InfoAttribute>;
  /** `extras.push`: the payload of a notification that goes with the event, unread. */
  readonly push?: unknown;
}

/** Lengths in characters, sizes in bytes. */
export interface PublishLimits {
  readonly eventNameLength: number;
  readonly eventPayloadBytes: number;
  readonly eventChannels: number;
  readonly channelNameLength: number;
  readonly batchSize: number;
}

/** @throws PusherError `bad_request`, `bad_channel_name`, `channel_name_too_long`, `payload_too_large` */
export function parsePublish(body: unknown, limits: PublishLimits): PublishRequest {
  const fields = requireRecord(body);
  const socketId = parseSocketId(fields.socket_id);
  const push = isRecord(fields.extras) ? (fields.extras.push ?? undefined) : undefined;
  return {
    name: parseEventName(fields.name, limits.eventNameLength),
    data: parseData(fields.data, limits.eventPayloadBytes),
    channels: parseChannels(fields, limits),
    ...(socketId === undefined ? {} : { socketId }),
    info: parseInfo(fields.info),
    ...(push === undefined ? {} : { push }),
  };
}

/** `{"batch":[…]}`: each item names one channel. Refused as a whole, so nothing is published by halves. */
export function parseBatch(body: unknown, limits: PublishLimits): PublishRequest[] {
  const { batch } = requireRecord(body);
  if (!Array.isArray(batch)) throw new PusherError('bad_request', 'batch must be an array of events');
  if (batch.length > limits.batchSize) {
    throw new PusherError('bad_request', `A batch holds at most ${limits.batchSize} events`);
  }
  return batch.map((item: unknown) => parsePublish(item, limits));
}

function requireRecord(body: unknown): Record<string, unknown> {
  if (!isRecord(body)) throw new PusherError('bad_request', 'The body must be a JSON object');
  return body;
}

function parseEventName(name: unknown, maxLength: number): string {
  if (typeof name !== 'string' || name === '')
    throw new PusherError('bad_request', 'name must be a non-empty string');
  if (name.length > maxLength) {
    throw new PusherError('bad_request', `The event name is longer than ${maxLength} characters`);
  }
  return name;
}

function parseData(data: unknown, maxBytes: number): string {
  if (data === undefined) throw new PusherError('bad_request', 'data is missing');
  const text = typeof data === 'string' ? data : encodeJson(data);
  if (text === undefined) throw new PusherError('bad_request', 'data is nested too deeply');
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    throw new PusherError('payload_too_large', `data is larger than ${maxBytes} bytes`);
  }
  return text;
}

function parseChannels(fields: Record<string, unknown>, limits: PublishLimits): ChannelName[] {
  const channels = fields.channels ?? (fields.channel === undefined ? [] : [fields.channel]);
  if (!Array.isArray(channels) || channels.length === 0) {
    throw new PusherError('bad_request', 'channels must be a non-empty array, or channel a name');
  }
  if (channels.length > limits.eventChannels) {
    throw new PusherError('bad_request', `An event goes to at most ${limits.eventChannels} channels`);
  }
  return [...new Set<unknown>(channels)].map((name) => {
    if (typeof name !== 'string') throw new PusherError('bad_request', 'A channel name must be a string');
    return parseChannelName(name, limits.channelNameLength);
  });
}

function parseSocketId(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isSocketId(value)) throw new PusherError('bad_request', 'socket_id must look like 123.456');
  return value;
}
