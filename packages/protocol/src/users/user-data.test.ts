import { parseUserData } from './user-data.js';

const refusal = (message?: string) =>
  expect.objectContaining(
    message === undefined ? { key: 'bad_user_data' } : { key: 'bad_user_data', message },
  );
const parse = (value: unknown) => parseUserData(JSON.stringify(value));
const users = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);

describe('the user in user_data', () => {
  it('is an id', () => {
    expect(parse({ id: '12345' })).toEqual({ id: '12345', watchlist: [], watchlistCut: false });
  });

  it('may be described, and may watch others', () => {
    expect(parse({ id: '7', user_info: { name: 'Ann' }, watchlist: ['8', '9', '8'] })).toEqual({
      id: '7',
      userInfo: { name: 'Ann' },
      watchlist: ['8', '9'],
      watchlistCut: false,
    });
  });

  it('may have fields of its own, which are ignored', () => {
    expect(parse({ id: '7', role: 'admin', watchlist: null })).toEqual(parse({ id: '7' }));
  });

  it('watches at most a hundred others: the first', () => {
    expect(parse({ id: '7', watchlist: users(100) })).toMatchObject({ watchlistCut: false });
    const { watchlist, watchlistCut } = parse({ id: '7', watchlist: users(101) });
    expect(watchlist).toEqual(users(100));
    expect(watchlistCut).toBe(true);
  });
});

describe('user_data is refused', () => {
  it.each(['', 'Ann', '{"id":'])('when it is no JSON: %j', (text) => {
    expect(() => parseUserData(text)).toThrow(refusal());
  });

  it.each([null, [], 'x', {}, { id: '' }, { id: 12345 }, { id: null }, { user_id: '7' }])(
    'without a non-empty string id, which pusher-js insists on: %j',
    (value) => {
      expect(() => parse(value)).toThrow(
        refusal('Sign-in failed: user_data must be JSON with a non-empty string id'),
      );
    },
  );

  it('when the id has more than 200 characters', () => {
    expect(parse({ id: 'x'.repeat(200) }).id).toHaveLength(200);
    expect(() => parse({ id: 'x'.repeat(201) })).toThrow(refusal('The user id is too long'));
  });

  it.each(['8', {}, [8], [''], ['8', null]])('when the watchlist is no list of ids: %j', (watchlist) => {
    expect(() => parse({ id: '7', watchlist })).toThrow(refusal('watchlist must be an array of user ids'));
  });
});
