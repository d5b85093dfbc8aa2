// node --import ./bench/variants/without-checks.mjs apps/server/dist/main.js: the compiled server with two modules
// exchanged, to learn what they cost. Nothing else differs: same code, same start, same routes.
import { register } from 'node:module';

register('./exchange-modules.mjs', import.meta.url);
