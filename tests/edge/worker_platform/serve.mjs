// Runs the worker in Node: `node serve.mjs PORT`, with the worker's environment as the process's.

import { webcrypto } from "node:crypto";
import { createServer } from "node:http";
import { Readable } from "node:stream";

import { caches } from "./cache.mjs";

globalThis.caches = caches;
globalThis.crypto ??= webcrypto; // Node 18 has it in a module only.
const { default: worker } = await import("./csp-nonces.js");

const HOST = "127.0.0.1";
const CONNECTION_HEADERS = ["connection", "host", "keep-alive", "transfer-encoding"];

createServer(async (incoming, outgoing) => {
  const begun = [];
  const context = { waitUntil: (promise) => begun.push(promise) };
  try {
    const response = await worker.fetch(requestOf(incoming), process.env, context);
    const last = await sendAllButTheLast(response, outgoing);
    // Platforms do not wait. Here, whoever has the whole response knows that it has been stored.
    await Promise.all(begun);
    outgoing.end(last);
  } catch (error) {
    console.error(error);
    outgoing.destroy();
  }
}).listen(Number(process.argv[2]), HOST);

function requestOf(incoming) {
  const headers = new Headers(incoming.headers);
  for (const name of CONNECTION_HEADERS) {
    headers.delete(name);
  }
  const hasBody = !["GET", "HEAD"].includes(incoming.method);
  return new Request(`http://${incoming.headers.host}${incoming.url}`, {
    method: incoming.method,
    headers,
    body: hasBody ? Readable.toWeb(incoming) : undefined,
    duplex: "half",
  });
}

async function sendAllButTheLast(response, outgoing) {
  const headers = new Headers(response.headers);
  // What fetch received compressed, it has decompressed.
  if (headers.has("Content-Encoding")) {
    headers.delete("Content-Encoding");
    headers.delete("Content-Length");
  }
  outgoing.writeHead(response.status, [...headers].flat());
  let last = "";
  for await (const piece of response.body ?? []) {
    outgoing.write(last);
    last = piece;
  }
  return last;
}
