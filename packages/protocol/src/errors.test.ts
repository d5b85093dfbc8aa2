import { asPusherError, type ErrorEntry, type ErrorKey, errors, PusherError } from './errors.js';

const entries = Object.entries(errors);
const closing = entries.filter(([, entry]) => entry.closes);
const name = ([key]: readonly [string, ErrorEntry]) => key;

describe('the error table', () => {
  it.each(entries)('%s says in one line what is wrong', (_key, { message }) => {
    expect(message).toMatch(/^\S[^\n]{3,}[^.\s]$/);
  });

  it.each(entries)('%s has a code for the socket or a status for REST', (_key, { code, status }) => {
    expect(code ?? status).toEqual(expect.any(Number));
  });

  it('closes only with codes that tell a client how to reconnect', () => {
    const telling = (code = 0) => (code >= 4000 && code < 4300) || code === 4301;
    expect(closing.filter(([, { code }]) => !telling(code)).map(name)).toEqual([]);
  });

  it('closes with messages that fit a close frame: 123 bytes (RFC 6455, 5.5)', () => {
    expect(closing.filter(([, { message }]) => Buffer.byteLength(message) > 123).map(name)).toEqual([]);
  });

  it('uses 4200 only to move clients away: pusher-js comes back at once and without end', () => {
    expect(entries.filter(([, { code }]) => code === 4200).map(name)).toEqual(['reconnect', 'moving']);
  });

  it.each<[ErrorKey, number]>([
    ['tls_required', 4000],
    ['unknown_app', 4001],
    ['app_disabled', 4003],
    ['over_quota', 4004],
    ['path_not_found', 4005],
    ['bad_version', 4006],
    ['unsupported_protocol', 4007],
    ['origin_not_allowed', 4009],
    ['terminated', 4009],
    ['over_capacity', 4100],
    ['draining', 4100],
    ['no_pong', 4201],
  ])('%s closes with %i', (key, code) => {
    expect(errors[key]).toMatchObject({ code, closes: true });
  });

  it('keeps the connection of a subscription that failed, and says its type', () => {
    const subscription = entries.filter(([, { type }]) => type !== undefined);
    expect(subscription.map(name)).toEqual(
      expect.arrayContaining(['subscription_unauthorized', 'bad_channel_name', 'presence_full']),
    );
    expect(subscription.filter(([, { closes }]) => closes).map(name)).toEqual([]);
  });

  it('answers REST with statuses of failures only', () => {
    const odd = entries.filter(([, { status }]) => status !== undefined && (status < 400 || status > 599));
    expect(odd.map(name)).toEqual([]);
  });
});

describe('PusherError', () => {
  it('says what the table says, unless it knows better', () => {
    expect(new PusherError('unknown_app')).toMatchObject({
      name: 'PusherError',
      key: 'unknown_app',
      message: 'Application does not exist',
      entry: errors.unknown_app,
    });
    expect(new PusherError('bad_request', 'name is missing').message).toBe('name is missing');
  });

  it('becomes of anything else that was thrown, which stays as the cause and is not told', () => {
    const cause = new Error('password=hunter2');
    const error = asPusherError(cause);
    expect(error).toMatchObject({ key: 'internal', message: errors.internal.message, cause });
    expect(asPusherError('a string')).toMatchObject({ key: 'internal', cause: 'a string' });
  });

  it('stays itself', () => {
    const error = new PusherError('draining');
    expect(asPusherError(error)).toBe(error);
  });
});
