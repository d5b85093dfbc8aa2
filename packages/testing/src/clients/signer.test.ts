import { verifyChannel, verifyUser } from '@shoal/protocol';
import Pusher from 'pusher';
import { authenticateUser, authorizeChannel } from './signer.js';

// The example credentials of the Pusher documentation ("Authentication signatures").
const app = { id: '3', key: '278d425bdf160c739803', secret: '7ad3773142a6692b25b8' };
const socketId = '1234.1234';
const channelData = { user_id: '10', user_info: { name: 'Mr. Pusher' } };
const official = new Pusher({ appId: app.id, key: app.key, secret: app.secret, host: 'localhost' });

describe('the published signatures', () => {
  it('of a private channel', () => {
    expect(authorizeChannel(app, { socketId, channel: 'private-foobar' })).toEqual({
      auth: `${app.key}:58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4`,
    });
  });

  it('of a presence channel', () => {
    const text = '{"user_id":10,"user_info":{"name":"Mr. Pusher"}}';
    expect(authorizeChannel(app, { socketId, channel: 'presence-foobar', channelData: text })).toEqual({
      auth: `${app.key}:afaed3695da2ffd16931f457e338e6c9f2921fa133ce7dac49f529792be6304c`,
      channel_data: text,
    });
  });

  it('of a user', () => {
    expect(authenticateUser(app, { socketId, userData: { id: '12345' } })).toEqual({
      auth: `${app.key}:4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba`,
      user_data: '{"id":"12345"}',
    });
  });
});

describe('what we sign', () => {
  const presence = authorizeChannel(app, { socketId, channel: 'presence-a', channelData });
  const user = authenticateUser(app, { socketId, userData: { id: '7' } });

  it('is what the official library signs', () => {
    expect(presence).toEqual(official.authorizeChannel(socketId, 'presence-a', channelData));
    expect(user).toEqual(official.authenticateUser(socketId, { id: '7' }));
  });

  it('is what the server verifies', () => {
    const { auth, channel_data = '' } = presence;
    const claim = { socketId, channel: 'presence-a', channelData: channel_data };
    expect(verifyChannel([app], auth, claim)).toBe(true);
    expect(verifyUser([app], user.auth, { socketId, userData: user.user_data })).toBe(true);
  });
});
