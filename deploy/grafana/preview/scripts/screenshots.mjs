import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { serve } from './serve.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

const { values } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    minutes: { type: 'string', default: '15' },
    /** Between two scrapes, in seconds. */
    interval: { type: 'string', default: '15' },
    theme: { type: 'string', default: 'dark' },
    output: { type: 'string', default: join(here, '../../../docs/images/dashboards') },
    /** Pictures end here, in pixels: a page shows what a dashboard is like, not all of it. */
    'max-height': { type: 'string', default: '1400' },
    only: { type: 'string' },
  },
});

const WIDTH = 1600;

const server = await serve({ prometheus: values.prometheus, port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  mkdirSync(values.output, { recursive: true });
  for (const name of dashboardNames()) await take(name);
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

function dashboardNames() {
  const names = readdirSync(join(here, '../dashboards')).map((file) => file.replace('.json', ''));
  return values.only === undefined ? names : names.filter((name) => values.only.split(',').includes(name));
}

async function take(name) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 1000 } });
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`));
  const { minutes, interval, theme } = values;
  const query = new URLSearchParams({ dashboard: name, minutes, interval, theme, width: String(WIDTH - 32) });
  await page.goto(`http://127.0.0.1:${server.address().port}/?${query}`);
  await page.locator('[data-panel]').first().waitFor();
  await page.waitForFunction(() => !document.querySelector('[data-loaded="false"]'), undefined, {
    timeout: 60_000,
  });
  // Charts draw themselves a frame after they have their size.
  await page.waitForTimeout(1000);
  const whole = await page.screenshot({ fullPage: true });
  const { height } = await sharp(whole).metadata();
  const file = join(values.output, `${name}.png`);
  await sharp(whole)
    .extract({ left: 0, top: 0, width: WIDTH, height: Math.min(height, Number(values['max-height'])) })
    .png({ palette: true, colours: 96, dither: 0, effort: 10 })
    .toFile(file);
  console.log(`${file} ${Math.round(statSync(file).size / 1024)} KB`);
  await page.close();
}
