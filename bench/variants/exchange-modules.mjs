// Loader hooks (Node.js, "Customization hooks"): who asks for one of these modules gets the one beside this file.
const exchanges = [
  {
    wanted: /\/packages\/metrics\/dist\/index\.js$/,
    instead: new URL('./silent-metrics.mjs', import.meta.url).href,
  },
  {
    wanted: /\/packages\/core\/dist\/delivery\/slow-consumers\.js$/,
    instead: new URL('./trusting-consumers.mjs', import.meta.url).href,
  },
];

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const exchange = exchanges.find(({ wanted }) => wanted.test(found.url));
  // The exchanged module may ask for the one it stands for.
  if (exchange === undefined || context.parentURL === exchange.instead) return found;
  return { ...found, url: exchange.instead };
}
