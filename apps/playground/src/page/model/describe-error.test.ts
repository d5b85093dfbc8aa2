import { describeError } from './describe-error.js';

it.each([
  [new Error('no way'), 'no way'],
  ['no way', 'no way'],
  [{ type: 'PusherError', data: { code: 4009, message: 'terminated' } }, 'terminated (4009)'],
  [{ type: 'PusherError', data: { code: null, message: 'no way' } }, 'no way'],
  [{ type: 'AuthError', error: 'not allowed', status: 401 }, 'not allowed (401)'],
  [
    { type: 'WebSocketError', error: { type: 'PusherError', data: { code: 4009, message: 'terminated' } } },
    'terminated (4009)',
  ],
  [{ type: 'PusherError', data: { code: 1006 } }, 'code 1006'],
  [{ type: 'WebSocketError' }, 'WebSocketError'],
  [undefined, 'an unknown error'],
  [{}, 'an unknown error'],
])('describes %j', (error, text) => {
  expect(describeError(error)).toBe(text);
});
