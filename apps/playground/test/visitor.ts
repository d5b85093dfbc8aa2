import type { launchBrowser } from '@shoal/testing';

export type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<Context['newPage']>>;
type Locator = ReturnType<Page['locator']>;

export interface Visit {
  readonly url: string;
  readonly userId: string;
  /** How late the backend answers the page's first question. */
  readonly settingsMs?: number;
}

const withinMs = 20_000;

/**
 * Somebody at the page: does what can be done with its controls, and sees what it says. What is awaited is awaited
 * for 20 seconds, and what the page showed instead is part of the failure. Use it with `await using`: the page is closed at the end of the scope.
 */
export class Visitor implements AsyncDisposable {
  readonly page: Page;
  readonly userId: string;
  readonly #context: Context;
  readonly #troubles: string[] = [];

  private constructor(context: Context, page: Page, userId: string) {
    this.#context = context;
    this.page = page;
    this.userId = userId;
    page.on('console', (message) => this.#troubles.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.#troubles.push(String(error)));
    page.on('requestfailed', (request) => {
      this.#troubles.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on('response', (response) => {
      if (!response.ok()) this.#troubles.push(`${response.status()} ${response.url()}`);
    });
  }

  /** Opens the page as this user, who types a name at once. */
  static async open(browser: Browser, { url, userId, settingsMs = 0 }: Visit): Promise<Visitor> {
    const context = await browser.newContext();
    context.setDefaultTimeout(withinMs);
    const page = await context.newPage();
    await page.route('**/settings', (route) => setTimeout(() => void route.continue(), settingsMs));
    await page.goto(url);
    const you = page.getByRole('region', { name: 'You' });
    await you.getByLabel('User id').fill(userId);
    await you.getByLabel('Name').fill(`${userId} the visitor`);
    return new Visitor(context, page, userId);
  }

  /** What the page shows of the connection: `connected`, `disconnected`. */
  async seesConnection(state: string): Promise<void> {
    await this.#status('Connection state').getByText(state, { exact: true }).waitFor();
  }

  async clicks(button: string): Promise<void> {
    await this.page.getByRole('button', { name: button, exact: true }).click();
  }

  /** Subscribes, and waits until the page says so. */
  async subscribes(kind: string, name: string): Promise<void> {
    const channels = this.page.getByRole('region', { name: 'Channels' });
    await channels.getByLabel('Kind').selectOption({ label: kind });
    await channels.getByLabel('Name').fill(name);
    await this.clicks('Subscribe');
    const prefix = kind === 'public' ? '' : `${kind}-`;
    await this.subscription(`${prefix}${name}`).getByText('subscribed', { exact: true }).waitFor();
  }

  subscription(channel: string): Locator {
    const subscriptions = this.page.getByRole('list', { name: 'Subscriptions' });
    return subscriptions.locator(':scope > li').filter({ hasText: channel });
  }

  /** The ids of the members of a presence channel, sorted. */
  async memberIds(channel: string): Promise<string[]> {
    const members = this.page.getByRole('list', { name: `Members of ${channel}` });
    return (await members.locator('code').allTextContents()).sort();
  }

  /** Fills the form that sends events; a button then sends. */
  async writes({ channel, event, data }: { channel: string; event: string; data: string }): Promise<void> {
    const send = this.page.getByRole('region', { name: 'Send an event' });
    await send.getByLabel('Channel').fill(channel);
    await send.getByLabel('Event').fill(event);
    await send.getByLabel('Data').fill(data);
  }

  /** Publishes from the backend. */
  async publishes(content: { channel: string; event: string; data: string }): Promise<void> {
    await this.writes(content);
    await this.clicks('Publish from backend');
  }

  /** The rows of the log that contain all these texts. */
  events(...texts: string[]): Locator {
    const rows = this.page.getByRole('region', { name: 'Events' }).getByRole('row');
    return texts.reduce((found, text) => found.filter({ hasText: text }), rows);
  }

  async seesEvent(...texts: string[]): Promise<void> {
    await this.#shows(this.events(...texts).first());
  }

  async seesText(region: 'You' | 'Events' | 'Round trip', text: string | RegExp): Promise<void> {
    const place = this.page.getByRole('region', { name: region });
    await this.#shows(place.getByText(text).first());
  }

  async seesProblem(text: string | RegExp): Promise<void> {
    await this.page.getByRole('alert', { name: 'Problems' }).getByText(text).waitFor();
  }

  async seesAdvice(text: string | RegExp): Promise<void> {
    await this.#status('Advice').getByText(text).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }

  async #shows(place: Locator): Promise<void> {
    try {
      await place.waitFor();
    } catch (error) {
      const shown = await this.page.locator('main').ariaSnapshot();
      throw new Error(`${this.userId} did not see it\n${this.#troubles.join('\n')}\n\n${shown}`, {
        cause: error,
      });
    }
  }

  #status(name: string): Locator {
    return this.page.getByRole('status', { name });
  }
}
