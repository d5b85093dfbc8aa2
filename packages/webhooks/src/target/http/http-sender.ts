import { OutboundClient, type OutboundClientOptions, parseRetryAfter } from '@shoal/outbound';
import type { Target } from '../../endpoint/endpoint.js';
import { failedAnswer } from '../failed-answer.js';
import type { Answer, Delivery } from '../sender.js';

export type HttpTarget = Extract<Target, { kind: 'http' }>;

export interface HttpSenderOptions extends OutboundClientOptions {
  /** Of the package, for `User-Agent`. */
  readonly version: string;
}

/** Posts webhooks. The status alone is the answer. */
export class HttpSender {
  private readonly client: OutboundClient;
  private readonly userAgent: string;

  constructor({ version, ...options }: HttpSenderOptions) {
    this.client = new OutboundClient(options);
    this.userAgent = `shoal-webhooks/${version}`;
  }

  /** Never rejects. */
  async send({ url }: HttpTarget, { body, headers, timeout }: Delivery): Promise<Answer> {
    try {
      const request = { url, body, headers: this.withUserAgent(headers), timeout };
      const answer = await this.client.post(request);
      const retryAfter = parseRetryAfter(answer.headers['retry-after']);
      return {
        kind: 'answered',
        status: answer.status,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      };
    } catch (error) {
      return failedAnswer(error);
    }
  }

  /** What is under way ends as `failed`. */
  async close(): Promise<void> {
    await this.client.close();
  }

  private withUserAgent(headers: Delivery['headers']): Delivery['headers'] {
    const isGiven = Object.keys(headers).some((name) => name.toLowerCase() === 'user-agent');
    return isGiven ? headers : { ...headers, 'User-Agent': this.userAgent };
  }
}
