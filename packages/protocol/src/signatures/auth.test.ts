import { parseChannelName } from '../channel-name.js';
import { channelText, verifyChannel } from './channel.js';
import { type Credential, verifyAuth } from './hmac.js';
import { userText, verifyUser } from './user.js';

// The example credentials of the Pusher documentation ("Authentication signatures").
const key = '278d425bdf160c739803';
const credentials: Credential[] = [{ key, secret: '7ad3773142a6692b25b8' }];
const socketId = '1234.1234';

const privateAuth = `${key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`;
const presenceAuth = `${key}:afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c`;
const userAuth = `${key}:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba`;
const channelData = '{"user_id":10,"user_info":{"name":"Mr. Pusher"}}';
const userData = '{"id":"12345"}';

describe('the published signatures', () => {
  it('of a private channel', () => {
    expect(verifyChannel(credentials, privateAuth, { socketId, channel: 'private-foobar' })).toBe(true);
  });

  it('of a presence channel, which cover the member', () => {
    expect(
      verifyChannel(credentials, presenceAuth, { socketId, channel: 'presence-foobar', channelData }),
    ).toBe(true);
  });

  it('of a user', () => {
    expect(verifyUser(credentials, userAuth, { socketId, userData })).toBe(true);
  });
});

describe('a signature is wrong', () => {
  const claim = { socketId, channel: 'private-foobar' };

  it('for another connection, channel, member or user', () => {
    expect(verifyChannel(credentials, privateAuth, { ...claim, socketId: '1234.1235' })).toBe(false);
    expect(verifyChannel(credentials, privateAuth, { ...claim, channel: 'private-foobaz' })).toBe(false);
    expect(verifyChannel(credentials, privateAuth, { ...claim, channelData })).toBe(false);
    expect(verifyChannel(credentials, presenceAuth, { socketId, channel: 'presence-foobar' })).toBe(false);
    expect(verifyUser(credentials, userAuth, { socketId, userData: '{"id":"1"}' })).toBe(false);
  });

  it('when made for a channel and shown for a user', () => {
    expect(verifyUser(credentials, privateAuth, { socketId, userData: 'private-foobar' })).toBe(false);
  });

  it('when made for a user and shown for a channel: only a colon could mix them up, and no name has one', () => {
    const channel = `:user::${userData}`;
    expect(channelText({ socketId, channel })).toBe(userText({ socketId, userData }));
    expect(() => parseChannelName(channel)).toThrow(expect.objectContaining({ key: 'bad_channel_name' }));
  });

  it('with another secret', () => {
    expect(verifyChannel([{ key, secret: 'other' }], privateAuth, claim)).toBe(false);
  });

  it.each([
    ['empty', ''],
    ['without a key', privateAuth.slice(key.length + 1)],
    ['with an empty key', privateAuth.slice(key.length)],
    ["with another app's key", privateAuth.replace(key, 'other')],
    ['with the key alone', key],
    ['with an empty signature', `${key}:`],
    ['cut short', privateAuth.slice(0, -1)],
    ['too long', `${privateAuth}0`],
    ['in capitals', privateAuth.toUpperCase()],
    ['with characters of several bytes', `${key}:${'é'.repeat(32)}`],
  ])('%s', (_what, auth) => {
    expect(verifyChannel(credentials, auth, claim)).toBe(false);
  });

  it('when the app has no active key', () => {
    expect(verifyAuth([], privateAuth, `${socketId}:private-foobar`)).toBe(false);
  });
});

describe('an app with two active keys', () => {
  const rotated: Credential[] = [{ key: 'new', secret: 'new-secret' }, ...credentials];

  it('accepts the signature of either, each with its own secret', () => {
    expect(verifyChannel(rotated, privateAuth, { socketId, channel: 'private-foobar' })).toBe(true);
    expect(
      verifyChannel(rotated, privateAuth.replace(key, 'new'), { socketId, channel: 'private-foobar' }),
    ).toBe(false);
  });
});
