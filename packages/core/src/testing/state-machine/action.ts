import fc from 'fast-check';

export const channels = [
  'a',
  'private-b',
  'cache-c',
  'presence-d',
  'presence-cache-e',
  'private-encrypted-f',
] as const;
export const users = ['u', 'v', 'w', 'x'] as const;

/** Whom every signed-in client watches. */
export const watchlist: readonly string[] = ['u', 'v'];

/** Members that a presence channel takes: one fewer than there are users. */
export const memberLimit = 3;

type User = (typeof users)[number];
type Channel = (typeof channels)[number];

/** What may happen next. Numbers pick one of what is there then, modulo how many there are. */
export type Action = ClientAction | WorldAction;

export type ClientAction = { readonly client: number } & (
  | { readonly kind: 'subscribe'; readonly channel: Channel; readonly user: User; readonly info: number }
  | { readonly kind: 'unsubscribe' | 'client_event'; readonly channel: Channel }
  | { readonly kind: 'sign_in'; readonly user: User }
  | { readonly kind: 'close' | 'stall' | 'flow' }
);

export type WorldAction =
  | { readonly kind: 'connect'; readonly node: number }
  | { readonly kind: 'terminate' | 'publish_to_user'; readonly node: number; readonly user: User }
  | {
      readonly kind: 'publish';
      readonly node: number;
      readonly channel: Channel;
      readonly except: number | undefined;
    }
  /** Replies and messages that arrive now, of those on their way. */
  | { readonly kind: 'answer'; readonly replies: readonly number[] }
  | { readonly kind: 'pass_time'; readonly milliseconds: number }
  | { readonly kind: 'end_tick' | 'settle' };

const pick = fc.nat(100);
const channel = fc.constantFrom(...channels);
const user = fc.constantFrom(...users);

function kind<K extends Action['kind']>(...kinds: K[]): { kind: fc.Arbitrary<K> } {
  return { kind: fc.constantFrom(...kinds) };
}

const subscribe = fc.record({ ...kind('subscribe'), client: pick, channel, user, info: fc.nat(1) });
const unsubscribe = fc.record({ ...kind('unsubscribe'), client: pick, channel });
const clientEvent = fc.record({ ...kind('client_event'), client: pick, channel });
const signIn = fc.record({ ...kind('sign_in'), client: pick, user });
const line = fc.record({ ...kind('close', 'close', 'stall', 'flow'), client: pick });
const connect = fc.record({ ...kind('connect'), node: pick });
const toUser = fc.record({ ...kind('terminate', 'publish_to_user'), node: pick, user });
const except = fc.option(pick, { nil: undefined });
const publish = fc.record({ ...kind('publish'), node: pick, channel, except });
const answer = fc.record({ ...kind('answer'), replies: fc.array(pick, { minLength: 1, maxLength: 6 }) });
const passTime = fc.record({ ...kind('pass_time'), milliseconds: fc.constantFrom(50, 400, 1100) });
const turn = fc.record(kind('end_tick', 'end_tick', 'end_tick', 'end_tick', 'settle'));

/** Listed as often as it is to happen. */
export const anyAction: fc.Arbitrary<Action> = fc.oneof(
  ...[connect, connect, connect, subscribe, subscribe, subscribe, subscribe, subscribe, subscribe, subscribe],
  ...[unsubscribe, unsubscribe, unsubscribe, unsubscribe, line, line, line, signIn, toUser, toUser],
  ...[publish, publish, publish, publish, publish, clientEvent, clientEvent],
  ...[answer, answer, answer, answer, answer, answer, passTime, turn, turn, turn, turn, turn],
);
