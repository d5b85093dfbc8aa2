import type { Script } from '../scripts/script.js';
import type { ScriptReply } from './script-reply.js';

/** What has to reach the bucket, however long it is away: it waits, and what went unanswered is said again. */
export interface Statement {
  readonly script: Script;
  /** What follows the node's id and generation; asked anew each time that it is sent, for fresh record ids. */
  readonly args: () => readonly string[];
  /** False: nobody needs it any more, and it is dropped instead of being sent. */
  readonly isWanted?: () => boolean;
  /** Told when the bucket turns out to be away; whoever asked may go on without the reply. */
  readonly onAway?: () => void;
  /** A later statement that replaces the same thing makes this one needless, as long as it has not been sent. */
  readonly replaces?: string;
  /** Made again by the next new registration, so not kept over one. */
  readonly isAssertion?: boolean;
}

/** What is answered now or not at all. */
export interface Query {
  readonly script: Script;
  readonly args: readonly string[];
}

/** A statement or a query on its way. */
export interface Command {
  readonly statement: Statement;
  readonly isQuery: boolean;
  /** Monotonic ms; undefined while it was never sent. */
  sentAt: number | undefined;
  /** Undefined: it was dropped. */
  readonly resolve: (reply: ScriptReply | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Drops what nobody wants any more and what later statements replace; what was sent once stays. */
export function prune(commands: readonly Command[]): Command[] {
  const replaced = new Set<string>();
  const kept = commands.toReversed().filter((command) => {
    const { replaces, isWanted } = command.statement;
    const isNeedless = replaces !== undefined && replaced.has(replaces);
    if (replaces !== undefined) replaced.add(replaces);
    if (command.sentAt === undefined && (isNeedless || isWanted?.() === false)) {
      command.resolve(undefined);
      return false;
    }
    return true;
  });
  return kept.reverse();
}
