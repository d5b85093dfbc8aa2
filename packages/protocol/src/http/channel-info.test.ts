import { parseChannelName } from '../channel-name.js';
import { checkInfo, parseInfo } from './channel-info.js';

const refusal = (message: string) => expect.objectContaining({ key: 'bad_request', message });

describe('the info parameter', () => {
  it.each([undefined, null, '', ',', ' , '])('%j asks for nothing', (value) => {
    expect(parseInfo(value)).toEqual(new Set());
  });

  it('is a list with commas, in any order, each once', () => {
    expect(parseInfo('subscription_count, user_count,user_count,cache')).toEqual(
      new Set(['user_count', 'subscription_count', 'cache']),
    );
  });

  it('is refused for what no channel has, and says what there is', () => {
    expect(() => parseInfo('user_count,weather')).toThrow(
      refusal('info knows user_count, subscription_count and cache, not weather'),
    );
    expect(() => parseInfo('User_Count')).toThrow(expect.objectContaining({ key: 'bad_request' }));
    expect(() => parseInfo('constructor')).toThrow(expect.objectContaining({ key: 'bad_request' }));
  });

  it('is quoted only in part when it is long', () => {
    expect(() => parseInfo('x'.repeat(10_000))).toThrow(
      refusal(`info knows user_count, subscription_count and cache, not ${'x'.repeat(40)}`),
    );
  });

  it.each([1, true, {}, ['user_count']])('is refused when it is %j', (value) => {
    expect(() => parseInfo(value)).toThrow(refusal('info must be a comma-separated string'));
  });
});

describe('what a kind of channel can tell', () => {
  const check = (info: string, name: string) => () => checkInfo(parseInfo(info), parseChannelName(name));

  it.each([
    ['user_count', 'presence-a'],
    ['user_count', 'presence-cache-a'],
    ['subscription_count', 'news'],
    ['subscription_count', 'private-a'],
    ['cache', 'cache-a'],
    ['cache,user_count', 'presence-cache-a'],
    ['', 'news'],
  ])('%j of %s', (info, name) => {
    expect(check(info, name)).not.toThrow();
  });

  it.each(['news', 'private-a', 'private-encrypted-a', 'cache-a'])('user_count not of %s', (name) => {
    expect(check('user_count', name)).toThrow(refusal('user_count is only available for presence channels'));
  });

  it.each(['news', 'private-a', 'presence-a'])('cache not of %s', (name) => {
    expect(check('cache', name)).toThrow(refusal('cache is only available for cache channels'));
  });
});
