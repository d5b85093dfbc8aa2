// Loader hooks (Node.js, "Customization hooks"): who asks for one of these modules gets the one beside this file.
import { existsSync } from 'node:fs';

const exchanges = new Map([
  [built('metrics/dist/index.js'), beside('silent-metrics.mjs')],
  [built('core/dist/delivery/slow-consumers.js'), beside('trusting-consumers.mjs')],
]);

/** A module that has moved would quietly not be exchanged, and what it costs would seem to be nothing. */
export function initialize() {
  for (const url of exchanges.keys()) {
    if (!existsSync(new URL(url))) throw new Error(`there is no ${url}: see bench/variants`);
  }
}

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const instead = exchanges.get(found.url);
  // The exchanged module may ask for the one it stands for.
  if (instead === undefined || context.parentURL === instead) return found;
  return { ...found, url: instead };
}

function built(path) {
  return new URL(`../../packages/${path}`, import.meta.url).href;
}

function beside(file) {
  return new URL(file, import.meta.url).href;
}
