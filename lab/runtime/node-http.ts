/** Preloaded into the threads that run the functions: a module that imports node:http reads its getters, and these load
 *  all of `fetch`, 30 ms of CPU in each environment. AWS's addresses need only node:https; the lab's are without TLS. */

const http = process.getBuiltinModule('node:http');
for (const name of ['WebSocket', 'CloseEvent', 'MessageEvent']) Object.defineProperty(http, name, { value: undefined });
