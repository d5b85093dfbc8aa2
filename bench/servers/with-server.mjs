/**
 * Starts a column's server, lets `use` work with it, and stops it whatever happens.
 *
 * @param {object} column an entry of columns.mjs
 * @param {{ context: object, options?: object }} how `options` are the server's own
 */
export async function withServer(column, { context, options = column.server }, use) {
  const server = await column.start(options, context.programs);
  try {
    return await use(server);
  } finally {
    await server.stop();
  }
}
