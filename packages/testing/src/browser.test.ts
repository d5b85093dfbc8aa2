import { launchBrowser } from './browser.js';

it('a missing browser says where it was looked for and how to get it', async () => {
  await expect(launchBrowser('/nowhere/chromium')).rejects.toThrow(
    /no Chromium at \/nowhere\/chromium.*apt-get install --yes chromium.*CHROMIUM_PATH/,
  );
});
