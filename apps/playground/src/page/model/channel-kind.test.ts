import { channelKinds, channelName, clientEventName, kindOf } from './channel-kind.js';

it.each(channelKinds)('a name of kind $label is recognized', ({ label, prefix }) => {
  expect(kindOf(channelName(prefix, 'lobby'))).toBe(label);
});

it('puts no prefix before the same prefix', () => {
  expect(channelName('presence-', 'presence-lobby')).toBe('presence-lobby');
  expect(clientEventName('client-typing')).toBe('client-typing');
  expect(clientEventName('typing')).toBe('client-typing');
});
