import { createHmac } from 'node:crypto';

/** The texts of a server's protocol: Pusher's, or Socket.IO's with the same events. */
export function createDialect(options) {
  return options.dialect === 'socket.io' ? socketIo(options) : pusher(options);
}

function pusher({ key, secret, data }) {
  const sign = (text) => `${key}:${createHmac('sha256', secret).update(text).digest('hex')}`;
  return {
    /** The socket id, once the server has greeted. */
    greeted(text) {
      const [, socketId] = /"socket_id\\":\\"([\d.]+)/.exec(text) ?? [];
      if (socketId === undefined) throw new Error(`not greeted but told: ${text}`);
      return socketId;
    },
    /** What must be said before the greeting comes. */
    opening: undefined,
    subscribe(socketId, channel, member) {
      if (channel.startsWith('presence-')) {
        const channelData = JSON.stringify({
          user_id: `u${member}`,
          user_info: { name: `Member ${member}` },
        });
        const auth = sign(`${socketId}:${channel}:${channelData}`);
        return event('pusher:subscribe', { channel, auth, channel_data: channelData });
      }
      const auth = channel.startsWith('private-') ? { auth: sign(`${socketId}:${channel}`) } : {};
      return event('pusher:subscribe', { channel, ...auth });
    },
    clientEvent: (channel) => `{"event":"client-bench","channel":"${channel}","data":"${data}"}`,
    ping: event('pusher:ping', {}),
  };
}

function socketIo({ data }) {
  return {
    greeted: (text) => /"sid":"([^"]+)/.exec(text)?.[1],
    opening: '40',
    subscribe: (_socketId, channel) => `42["subscribe","${channel}"]`,
    clientEvent: (channel) => `42["client-bench",{"channel":"${channel}","data":"${data}"}]`,
    ping: '42["pusher:ping"]',
  };
}

export function isSubscribed(text) {
  if (text.includes('subscription_error')) throw new Error(`refused: ${text}`);
  return text.includes('subscription_succeeded');
}

export function isPong(text) {
  return text.includes('pusher:pong');
}

function event(name, data) {
  return JSON.stringify({ event: name, data });
}
