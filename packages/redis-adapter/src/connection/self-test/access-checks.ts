import { randomUUID } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { ACCESS_SCRIPT } from './access-script.js';
import { type Finding, fatal } from './finding.js';
import type { PubSub } from './server-facts.js';

export interface AccessContext {
  readonly keyPrefix: string;
  /** The user that is logged in, for the advice. */
  readonly username: string;
  /** A bucket's hash tag for each primary. */
  readonly tags: readonly string[];
}

/** Finds commands and keys that the user may not use, by using them on keys that live for a moment. */
export async function checkStoreAccess(client: Redis | Cluster, context: AccessContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const tag of context.tags) {
    const keys = ['string', 'hash', 'set', 'sorted', 'list'].map((type) => probeName(context, tag, type));
    const run = () => client.eval(ACCESS_SCRIPT, keys.length, ...keys);
    const refused = await attempt('EVAL', run);
    if (refused.kind === 'refused') findings.push(refusal(refused, context));
    else findings.push(...scriptRefusals(refused.reply, context));
  }
  return [...findings, ...(await checkScriptCommands(client, context))];
}

/** Finds channels and pub/sub commands that the user may not use. */
export async function checkBusAccess(
  { publisher, subscriber }: { publisher: Redis | Cluster; subscriber: Redis | Cluster },
  pubsub: PubSub,
  context: AccessContext,
): Promise<Finding[]> {
  const attempts = [];
  for (const tag of pubsub === 'sharded' ? context.tags : context.tags.slice(0, 1)) {
    const channel = probeName(context, tag, 'channel');
    if (pubsub === 'sharded') {
      attempts.push(await attempt('SSUBSCRIBE', () => subscriber.ssubscribe(channel)));
      attempts.push(await attempt('SPUBLISH', () => publisher.spublish(channel, '')));
      attempts.push(await attempt('SUNSUBSCRIBE', () => subscriber.sunsubscribe(channel)));
    } else {
      // A pattern is allowed only if the user's rules hold this very pattern, or all channels (Redis ACL).
      const pattern = `${context.keyPrefix}*`;
      attempts.push(await attempt('PSUBSCRIBE', () => subscriber.psubscribe(pattern)));
      attempts.push(await attempt('SUBSCRIBE', () => subscriber.subscribe(channel)));
      attempts.push(await attempt('PUBLISH', () => publisher.publish(channel, '')));
    }
  }
  return attempts.flatMap((outcome) => (outcome.kind === 'refused' ? [refusal(outcome, context)] : []));
}

/** Scripts are loaded and then called by their digest. */
async function checkScriptCommands(client: Redis | Cluster, context: AccessContext): Promise<Finding[]> {
  const loaded = await attempt('SCRIPT|LOAD', () => client.script('LOAD', 'return 1'));
  if (loaded.kind === 'refused') return [refusal(loaded, context)];
  const [tag = ''] = context.tags;
  const key = probeName(context, tag, 'string');
  const called = await attempt('EVALSHA', () => client.evalsha(String(loaded.reply), 1, key));
  return called.kind === 'refused' ? [refusal(called, context)] : [];
}

type Outcome =
  | { readonly kind: 'reply'; readonly reply: unknown }
  | { readonly kind: 'refused'; readonly command: string; readonly reason: string };

async function attempt(command: string, run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { kind: 'reply', reply: await run() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // On a Cluster the digest may be known on another node only; the call was allowed then.
    if (reason.startsWith('NOSCRIPT')) return { kind: 'reply', reply: undefined };
    if (/^NOPERM|unknown command/i.test(reason)) return { kind: 'refused', command, reason };
    throw error;
  }
}

function scriptRefusals(reply: unknown, context: AccessContext): Finding[] {
  const texts = Array.isArray(reply) ? reply.map(String) : [];
  const commands = texts.filter((_, index) => index % 2 === 0);
  const [, reason = ''] = texts;
  if (commands.length === 0) return [];
  const list = [...new Set(commands)];
  return [
    fatal(
      'refused-command',
      `Redis refuses ${list.join(', ')} inside scripts: ${reason}`,
      advice(list, context),
    ),
  ];
}

function refusal({ command, reason }: Outcome & { kind: 'refused' }, context: AccessContext): Finding {
  return fatal('refused-command', `Redis refuses ${command}: ${reason}`, advice([command], context));
}

function advice(commands: readonly string[], { username, keyPrefix }: AccessContext): string {
  const allowed = commands.map((command) => `+${command.toLowerCase()}`).join(' ');
  return `Allow the commands, the keys and the channels: ACL SETUSER ${username} ${allowed} ~${keyPrefix}* &${keyPrefix}*`;
}

function probeName({ keyPrefix }: AccessContext, tag: string, what: string): string {
  return `${keyPrefix}{${tag}}self-test:${randomUUID()}:${what}`;
}
