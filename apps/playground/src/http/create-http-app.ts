import express, { type Express, type NextFunction, type Request, type Response, type Router } from 'express';
import { describeFailure } from './failure.js';

export interface HttpAppParts {
  readonly page: Router;
  readonly auth: Router;
  readonly publish: Router;
}

/** Nothing but this app's own files, and connections to a server that may be anywhere. */
const contentSecurityPolicy = "default-src 'self'; connect-src *; img-src data:; frame-ancestors 'none'";

/** The playground's own web server. */
export function createHttpApp({ page, auth, publish }: HttpAppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_request: Request, response: Response, next: NextFunction) => {
    response.set('Content-Security-Policy', contentSecurityPolicy);
    // After a new build, a reload is to show it.
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(page);
  app.use('/auth', express.urlencoded({ extended: false }), auth);
  app.use(express.json({ limit: '1mb' }), publish);
  // biome-ignore lint/complexity/useMaxParams: express knows an error handler by its four parameters
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const { status, message } = describeFailure(error);
    response.status(status).json({ error: message });
  });
  return app;
}
