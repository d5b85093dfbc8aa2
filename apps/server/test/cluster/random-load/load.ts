import { ApiClient, type ServerCluster, within } from '@shoal/testing';
import type { Ledger, Publication } from './ledger.js';
import { Participant, type Session } from './participant.js';
import { channels, type Step } from './step.js';

const patience = 15_000;

/** Clients that come, go and speak on all nodes at once; each does one thing after another. */
export class Load implements Disposable {
  readonly cluster: ServerCluster;
  readonly ledger: Ledger;
  /** Everybody who ever was. */
  readonly participants: Participant[] = [];
  readonly #apis: readonly ApiClient[];

  constructor(cluster: ServerCluster, ledger: Ledger) {
    this.cluster = cluster;
    this.ledger = ledger;
    this.#apis = cluster.nodes.map((node) => new ApiClient(node));
  }

  get open(): Participant[] {
    return this.participants.filter(({ isOpen }) => isOpen);
  }

  /** Plays the steps, dealt out to so many clients. */
  async play(steps: readonly Step[], lanes: number): Promise<void> {
    const dealt = Array.from({ length: lanes }, (_, lane) =>
      steps.filter((_step, index) => index % lanes === lane),
    );
    await Promise.all(dealt.map((own, lane) => this.#playLane(own, lane)));
  }

  /** Everything that was published so far has arrived in these sessions when this resolves. */
  async complete(sessions: readonly (readonly [Participant, Session])[], by: string): Promise<void> {
    const at = this.ledger.now();
    const wanted = new Set(sessions.map(([, { channel }]) => channel));
    for (const channel of wanted) {
      const nodes = this.#apis.keys();
      const last = await Promise.all([...nodes].map((node) => this.#publish(channel, { by, node })));
      for (const [participant, session] of sessions) {
        if (session.channel !== channel) continue;
        await Promise.all(last.map(({ id }) => participant.hears(session, id)));
        session.completeAt = at;
      }
    }
  }

  api(node: number): ApiClient {
    const api = this.#apis[node];
    if (api === undefined) throw new Error(`There is no node ${node}`);
    return api;
  }

  [Symbol.dispose](): void {
    for (const api of this.#apis) api[Symbol.dispose]();
  }

  async #playLane(steps: readonly Step[], lane: number): Promise<void> {
    let participant: Participant | undefined;
    for (const [index, step] of steps.entries()) {
      if (participant?.isOpen !== true) participant = await this.#connect(step, `${lane}.${index}`);
      await this.#act(participant, step);
    }
  }

  async #connect({ node, user }: Step, number: string): Promise<Participant> {
    const name = `${user} ${number} on node ${node}`;
    const { ledger } = this;
    const participant = await Participant.connect(this.cluster.node(node), { name, user, node, ledger });
    this.participants.push(participant);
    return participant;
  }

  async #act(participant: Participant, step: Step): Promise<void> {
    switch (step.kind) {
      case 'subscribe':
        return await this.#subscribe(participant, step);
      case 'unsubscribe':
      case 'resubscribe':
        return await this.#unsubscribe(participant, step);
      case 'publish':
        await this.#publish(choose(channels, step), { by: participant.name, node: step.node });
        return;
      case 'client event':
        return await this.#trigger(participant, step);
      case 'kill':
      case 'close':
        return await participant.leave(step.kind === 'kill');
      default:
        step.kind satisfies never;
    }
  }

  async #subscribe(participant: Participant, step: Step): Promise<void> {
    const left = channels.filter((channel) => !participant.isIn(channel));
    if (left.length > 0) await participant.subscribe(choose(left, step));
  }

  async #unsubscribe(participant: Participant, step: Step): Promise<void> {
    const { subscribed } = participant;
    if (subscribed.length === 0) return await this.#subscribe(participant, step);
    const session = choose(subscribed, step);
    if (step.isAwaited) await this.complete([[participant, session]], participant.name);
    const isFollowed = step.kind === 'resubscribe';
    await participant.unsubscribe(session, isFollowed);
    if (isFollowed) await participant.subscribe(session.channel);
  }

  async #trigger(participant: Participant, step: Step): Promise<void> {
    const spoken = participant.subscribed.filter(({ channel }) => !channel.startsWith('news-'));
    if (spoken.length === 0) return await this.#subscribe(participant, step);
    const { channel } = choose(spoken, step);
    const { node, name, socketId } = participant;
    await participant.trigger(this.ledger.publish(channel, { by: `client ${name}`, node, except: socketId }));
  }

  async #publish(
    channel: string,
    { by, node }: { readonly by: string; readonly node: number },
  ): Promise<Publication> {
    const publication = this.ledger.publish(channel, { by, node });
    const body = { name: 'load', channel, data: JSON.stringify({ id: publication.id }) };
    const { status, text } = await within(
      patience,
      this.api(node).post('/events', { body }),
      `the answer of node ${node} to a publish`,
    );
    if (status !== 200) throw this.ledger.fault(channel, `node ${node} answered ${status} ${text}`);
    publication.acceptedAt = this.ledger.now();
    return publication;
  }
}

function choose<T>(among: readonly T[], { channel }: Step): T {
  const chosen = among[channel % among.length];
  if (chosen === undefined) throw new Error('There is nothing to choose from');
  return chosen;
}
