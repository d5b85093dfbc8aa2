export { type HttpEndpoint, httpEndpoint, rawEndpoint } from './http-endpoint.js';
