import type { launchBrowser } from '@shoal/testing';

export type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Context = Awaited<ReturnType<Browser['newContext']>>;
type Page = Awaited<ReturnType<Context['newPage']>>;
type Locator = ReturnType<Page['locator']>;

const withinMs = 10_000;

/**
 * Somebody at the page: does what can be done with its controls, and sees what it says. What is awaited is awaited
 * for 10 seconds. Use it with `await using`: the page is closed at the end of the scope.
 */
export class Visitor implements AsyncDisposable {
  readonly page: Page;
  readonly userId: string;
  readonly #context: Context;

  private constructor(context: Context, page: Page, userId: string) {
    this.#context = context;
    this.page = page;
    this.userId = userId;
  }

  /** Opens the page as this user. */
  static async open(browser: Browser, url: string, userId: string): Promise<Visitor> {
    const context = await browser.newContext();
    context.setDefaultTimeout(withinMs);
    const page = await context.newPage();
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
    await this.events(...texts)
      .first()
      .waitFor();
  }

  async seesText(region: 'You' | 'Events' | 'Round trip', text: string | RegExp): Promise<void> {
    await this.page.getByRole('region', { name: region }).getByText(text).first().waitFor();
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

  #status(name: string): Locator {
    return this.page.getByRole('status', { name });
  }
}
