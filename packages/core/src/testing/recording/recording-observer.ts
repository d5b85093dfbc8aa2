import type { AppCounters, Observer } from '../../observer/observer.js';

/** The methods that tell one fact; `countersOf` is the hot path's. */
type Fact = Exclude<keyof Observer, 'countersOf'>;

/** Remembers every call, by the method's name, with its arguments. */
export class RecordingObserver implements Observer {
  private readonly facts = new Map<Fact, unknown[][]>();
  private readonly counters = new Map<string, AppCounters>();

  readonly connectionAttempted = this.recorder('connectionAttempted');
  readonly connectionErrored = this.recorder('connectionErrored');
  readonly connectionOpened = this.recorder('connectionOpened');
  readonly connectionClosed = this.recorder('connectionClosed');
  readonly heartbeatFailed = this.recorder('heartbeatFailed');
  readonly subscribed = this.recorder('subscribed');
  readonly unsubscribed = this.recorder('unsubscribed');
  readonly subscriptionFailed = this.recorder('subscriptionFailed');
  readonly presenceChanged = this.recorder('presenceChanged');
  readonly clientEventRejected = this.recorder('clientEventRejected');
  readonly rateLimitChecked = this.recorder('rateLimitChecked');
  readonly authenticationFailed = this.recorder('authenticationFailed');
  readonly messageProcessed = this.recorder('messageProcessed');
  readonly messageSized = this.recorder('messageSized');
  readonly fannedOut = this.recorder('fannedOut');
  readonly slowConsumer = this.recorder('slowConsumer');
  readonly messagesDropped = this.recorder('messagesDropped');
  readonly cacheRead = this.recorder('cacheRead');
  readonly cacheOperated = this.recorder('cacheOperated');
  readonly adapterOperated = this.recorder('adapterOperated');
  readonly failed = this.recorder('failed');

  countersOf(appId: string): AppCounters {
    const known = this.counters.get(appId);
    if (known !== undefined) return known;
    const counters = emptyCounters();
    this.counters.set(appId, counters);
    return counters;
  }

  /** The arguments of each call so far, in order. */
  calls<F extends Fact>(fact: F): Parameters<Observer[F]>[] {
    return (this.facts.get(fact) ?? []) as Parameters<Observer[F]>[];
  }

  private recorder<F extends Fact>(fact: F): (...args: Parameters<Observer[F]>) => void {
    return (...args) => {
      const calls = this.facts.get(fact);
      if (calls === undefined) this.facts.set(fact, [args]);
      else calls.push(args);
    };
  }
}

function emptyCounters(): AppCounters {
  return {
    connectionsEstablished: 0,
    connectionsClosed: 0,
    messagesSent: 0,
    messagesReceived: 0,
    bytesSent: 0,
    bytesReceived: 0,
    broadcasts: 0,
    clientEvents: 0,
    publishesHttp: 0,
    publishesBatch: 0,
    publishesClient: 0,
  };
}
