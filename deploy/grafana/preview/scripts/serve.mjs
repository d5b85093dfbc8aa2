import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const room = fileURLToPath(new URL('..', import.meta.url));
const dashboards = join(room, '../dashboards');

const kinds = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** Bundles the page and serves it, with the dashboards' files, and Prometheus under `/prometheus`. */
export async function serve({ prometheus, port }) {
  const files = await bundle();
  files.set('/', { body: await readFile(join(room, 'src/index.html')), kind: kinds['.html'] });
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://localhost');
    try {
      const { status = 200, body, kind } = await answer(pathname, search);
      response.writeHead(status, { 'content-type': kind }).end(body);
    } catch (error) {
      response.writeHead(error.code === 'ENOENT' ? 404 : 502).end(String(error));
    }
  });

  async function answer(pathname, search) {
    if (pathname.startsWith('/prometheus/')) {
      const reply = await fetch(new URL(pathname.slice('/prometheus'.length) + search, prometheus));
      return { status: reply.status, body: await reply.text(), kind: kinds['.json'] };
    }
    if (pathname.startsWith('/dashboards/')) {
      const file = normalize(pathname).slice('/dashboards/'.length);
      return { body: await readFile(join(dashboards, file)), kind: kinds['.json'] };
    }
    const found = files.get(pathname);
    return found ?? { status: 404, body: 'Not here', kind: 'text/plain' };
  }

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(room, 'src/main.tsx')],
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    // Its ES modules import CommonJS packages in a way that esbuild, like Node.js, reads otherwise than they mean it.
    alias: { '@grafana/ui': join(room, 'node_modules/@grafana/ui/dist/cjs/index.cjs') },
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    loader: { '.svg': 'dataurl', '.ttf': 'dataurl', '.woff2': 'dataurl', '.png': 'dataurl' },
    logLevel: 'error',
  });
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const name = path.slice(path.lastIndexOf('/'));
      return [name, { body: contents, kind: kinds[name.slice(name.lastIndexOf('.'))] }];
    }),
  );
}
