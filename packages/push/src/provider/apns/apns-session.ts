import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import type { SecureContext } from 'node:tls';
import { DeadlineError, errorCode, type OutboundAnswer } from '@shoal/outbound';
import { answerBytes } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';

export interface ApnsSessionOptions {
  readonly endpoint: string;
  readonly secureContext: SecureContext;
  /** Streams at once, if the server allows as many. */
  readonly mostStreams: number;
  /** Milliseconds between pings. */
  readonly pingEvery: number;
  /** Milliseconds for the connection to be made, and for the answer to a ping. */
  readonly patience: number;
}

export interface SessionRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds until the answer has to be there. */
  readonly timeout: number;
}

/** The server has not looked at the request, and says so (RFC 9113, 8.7): it may be made again at once. */
export class UnprocessedRequestError extends Error {
  override readonly name = 'UnprocessedRequestError';
}

const sessionEnded = new Set([
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_GOAWAY_SESSION',
  'ERR_HTTP2_OUT_OF_STREAMS',
]);

type State = 'connecting' | 'ready' | 'draining' | 'closed';

/** One HTTP/2 connection to APNs, from the handshake until GOAWAY, an error, or a ping without an answer. */
export class ApnsSession {
  readonly #options: ApnsSessionOptions;
  readonly #session: ClientHttp2Session;
  readonly #onChange: (session: ApnsSession) => void;
  readonly #pings: NodeJS.Timeout;
  readonly #connecting: NodeJS.Timeout;
  #streams = 0;
  #state: State = 'connecting';
  #wasReady = false;
  #failure: Error | undefined;

  /** @param onChange told when the state or the number of free streams may be another */
  constructor(options: ApnsSessionOptions, onChange: (session: ApnsSession) => void) {
    const { endpoint, secureContext, pingEvery, patience } = options;
    this.#options = options;
    this.#onChange = onChange;
    this.#session = connect(endpoint, { secureContext, settings: { enablePush: false } });
    this.#connecting = setTimeout(
      () => this.#fail('The connection was not made in time', 'ETIMEDOUT'),
      patience,
    );
    this.#pings = setInterval(() => this.ping(), pingEvery).unref();
    this.#session.on('remoteSettings', () => this.#become('ready'));
    this.#session.on('goaway', () => this.#become('draining'));
    this.#session.on('error', (error: Error) => {
      this.#failure ??= error;
    });
    this.#session.once('close', () => this.#become('closed'));
  }

  get state(): State {
    return this.#state;
  }

  /** Why the connection could not be made; undefined when it could. */
  get connectFailure(): Error | undefined {
    return this.#wasReady ? undefined : this.#failure;
  }

  /** Requests that it can take now. None before the server has said how many it allows. */
  get freeStreams(): number {
    // Node knows that a session ends a moment before it tells.
    const { closed, destroyed } = this.#session;
    if (this.#state !== 'ready' || closed || destroyed) return 0;
    const { maxConcurrentStreams: allowed = this.#options.mostStreams } = this.#session.remoteSettings;
    return Math.min(allowed, this.#options.mostStreams) - this.#streams;
  }

  /** Takes a stream for the {@link request} that follows. */
  reserve(): void {
    this.#streams += 1;
  }

  /** @throws UnprocessedRequestError; DeadlineError; what Node says of a stream or connection that broke */
  async request(request: SessionRequest): Promise<OutboundAnswer> {
    try {
      return await this.#answer(this.#open(request), request.timeout);
    } finally {
      this.#streams -= 1;
      this.#onChange(this);
    }
  }

  /** Finds out whether the server is still there; when it is not, everything under way fails. */
  ping(): void {
    if (this.#session.destroyed || this.#state === 'connecting') return;
    const late = setTimeout(
      () => this.#fail('A ping had no answer', 'ETIMEDOUT'),
      this.#options.patience,
    ).unref();
    const answered = () => clearTimeout(late);
    // It is not sent when ten others wait for their answers: those end the session.
    if (!this.#session.ping(answered)) answered();
  }

  /** What is under way fails. */
  close(): void {
    this.#fail('We are shutting down', 'ERR_HTTP2_SESSION_CLOSED');
  }

  #open({ headers, body }: SessionRequest): ClientHttp2Stream {
    try {
      const stream = this.#session.request(headers);
      stream.end(body);
      return stream;
    } catch (error) {
      if (!sessionEnded.has(errorCode(error))) throw refusedPayload('invalid_header');
      // Also when it has no numbers left for streams: then nobody else ends it.
      this.#session.close();
      throw new UnprocessedRequestError('The session takes no more requests', { cause: error });
    }
  }

  #answer(stream: ClientHttp2Stream, timeout: number): Promise<OutboundAnswer> {
    return new Promise((resolve, reject) => {
      const answer = { status: 0, headers: {}, body: '' };
      const timer = setTimeout(() => {
        reject(new DeadlineError(timeout));
        stream.close(constants.NGHTTP2_CANCEL);
        this.ping();
      }, timeout);
      stream.once('response', ({ ':status': status = 0, ...headers }) => {
        Object.assign(answer, { status, headers });
      });
      stream.on('data', (bytes: Buffer) => {
        if (answer.body.length < answerBytes) answer.body += bytes.toString();
      });
      let isComplete = false;
      stream.once('end', () => {
        isComplete = answer.status !== 0;
        if (isComplete) resolve(answer);
      });
      stream.on('error', (error) => reject(this.#explain(stream, error)));
      stream.once('close', () => {
        clearTimeout(timer);
        if (!isComplete) reject(this.#explain(stream, new Error('The stream was closed before the answer')));
      });
    });
  }

  #explain({ rstCode }: ClientHttp2Stream, error: Error): Error {
    if (rstCode === constants.NGHTTP2_REFUSED_STREAM) {
      return new UnprocessedRequestError('The server has refused the stream', { cause: error });
    }
    return this.#failure ?? error;
  }

  #fail(message: string, code: string): void {
    this.#failure ??= Object.assign(new Error(message), { code });
    this.#session.destroy(this.#failure);
  }

  #become(state: State): void {
    clearTimeout(this.#connecting);
    if (state === 'ready') this.#wasReady = true;
    if (state === 'closed') clearInterval(this.#pings);
    const order: readonly State[] = ['connecting', 'ready', 'draining', 'closed'];
    // The server may send its settings again, or after it has said that it goes.
    if (order.indexOf(state) > order.indexOf(this.#state)) this.#state = state;
    this.#onChange(this);
  }
}
