import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

// Quiet and self-contained: no sandbox (containers), no GPU, nothing fetched in the background.
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts the machine's Chromium: `$CHROMIUM_PATH`, or `/usr/bin/chromium`. Nothing is downloaded. Use it with
 * `await using`: the browser closes itself.
 *
 * @throws Error that says how to install it
 */
export async function launchBrowser(
  executablePath: string = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
): Promise<Browser> {
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it (Debian: sudo apt-get install --yes chromium) or set CHROMIUM_PATH`,
    );
  }
  // Large, and wanted by few of the tests that load this package.
  const { chromium } = await import('playwright-core');
  return await chromium.launch({ executablePath, args: flags });
}
