// Stores pages with nonces, and fills them: every visitor gets a nonce of their own.
//
// What is searched for is the nonce of the stored response, which the application names in the
// header CSP-Nonce-Placeholder. It is random, belongs to this entry only, and no visitor sees it.

import { filling } from "./filling.js";

const NONCE = /^[A-Za-z0-9_-]{22}$/;
const NONCE_BYTES = 16;
const PLACEHOLDER_HEADER = "CSP-Nonce-Placeholder";
const POLICY_HEADERS = ["Content-Security-Policy", "Content-Security-Policy-Report-Only"];
// What would let a shared cache in front of this worker keep a filled page.
const ORDER_TO_SHARED_CACHES = /^(surrogate-control|x-accel-expires|.+-cache-control)$/i;
const CACHE = "pages-with-nonces";

export default {
  // `environment` has APPLICATION, the application's address, and CSP_EDGE_KEY.
  async fetch(request, environment, context) {
    if (/^websocket$/i.test(request.headers.get("Upgrade") ?? "")) {
      return fetch(upgradeOfApplication(request, environment));
    }
    const stored = await storedOrFetched(request, environment, context);
    const answer = filled(stored);
    return isKnown(request, answer) ? notModified(answer) : answerTo(request, answer);
  },
};

async function storedOrFetched(request, environment, context) {
  const isLookedUp = /^(GET|HEAD)$/.test(request.method) && !request.headers.has("Authorization");
  const cache = await caches.open(CACHE);
  const key = new Request(request.url);
  const stored = isLookedUp && (await cache.match(key));
  if (stored) {
    return stored;
  }
  const response = await fetch(requestToApplication(request, environment));
  if (isLookedUp && mayBeStored(response)) {
    context.waitUntil(cache.put(key, response.clone()));
  }
  return response;
}

// Without the key, because what comes of it is handed on as it is.
function upgradeOfApplication(request, environment) {
  const forwarded = requestToApplication(request, environment);
  forwarded.headers.delete("CSP-Edge-Key");
  forwarded.headers.set("Upgrade", "websocket");
  return forwarded;
}

function requestToApplication(request, environment) {
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  // The key goes to the application, whatever the visitor has sent under that name.
  headers.set("CSP-Edge-Key", environment.CSP_EDGE_KEY);
  headers.set("X-Forwarded-Host", url.host);
  headers.set("X-Forwarded-Proto", url.protocol.slice(0, -1));
  // Whole pages, not compressed: only these can be filled.
  headers.set("Accept-Encoding", "identity");
  for (const name of ["Upgrade", "Range", "If-Range", "If-None-Match", "If-Modified-Since"]) {
    headers.delete(name);
  }
  // Set one by one: "//example.org/" as a whole would be another server's address.
  const address = new URL(environment.APPLICATION);
  address.pathname = url.pathname;
  address.search = url.search;
  return new Request(address, {
    method: request.method === "HEAD" ? "GET" : request.method,
    headers,
    body: request.body,
    duplex: "half",
    redirect: "manual",
  });
}

// Only what can be filled, what says so itself, and what every visitor may have.
function mayBeStored(response) {
  const orders = response.headers.get("Cache-Control") ?? "";
  const variesBy = response.headers.get("Vary") ?? "";
  return (
    !whyNotToFill(response) &&
    response.status === 200 &&
    lifetime(orders) > 0 &&
    !/\b(private|no-store|no-cache)\b/i.test(orders) &&
    /^(accept-encoding)?$/i.test(variesBy) &&
    !response.headers.has("Set-Cookie")
  );
}

function lifetime(orders) {
  const found = /\bs-maxage=(\d+)/i.exec(orders) ?? /\bmax-age=(\d+)/i.exec(orders);
  return found === null ? 0 : Number(found[1]);
}

function filled(stored) {
  const fault = whyNotToFill(stored);
  if (fault) {
    return refusal(fault);
  }
  const placeholder = stored.headers.get(PLACEHOLDER_HEADER);
  if (placeholder === null) {
    return stored;
  }
  const nonce = makeNonce();
  const headers = filledHeaders(stored.headers, placeholder, nonce);
  const body = stored.body && stored.body.pipeThrough(filling(placeholder, nonce));
  return new Response(body, { status: stored.status, statusText: stored.statusText, headers });
}

function whyNotToFill(stored) {
  const placeholder = stored.headers.get(PLACEHOLDER_HEADER);
  if (placeholder === null) {
    return null;
  }
  if (!NONCE.test(placeholder)) {
    return "its placeholder is not a nonce";
  }
  if (!/^(identity)?$/i.test(stored.headers.get("Content-Encoding") ?? "")) {
    return "it is compressed, though the request did not allow it";
  }
  if (stored.status === 206) {
    return "it is a part of a page";
  }
  return null;
}

// Nothing of the application's response: unfilled, it has a nonce that is not to be seen.
function refusal(fault) {
  console.error(`a page with a nonce cannot be filled: ${fault}`);
  return new Response(null, { status: 502, headers: { "Cache-Control": "no-store" } });
}

// The random bytes come from the runtime's Web Crypto, which throws where it has none.
function makeNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// Not only in the policies: an application may print its nonce into a Link header too. The filled
// page is this visitor's alone. Its bytes are too, so that its ETag can only be a weak one.
function filledHeaders(stored, placeholder, nonce) {
  const headers = new Headers();
  for (const [name, value] of stored) {
    headers.append(name, value.replaceAll(placeholder, nonce));
  }
  headers.set("Cache-Control", privateCacheControl(stored.get("Cache-Control") ?? ""));
  headers.delete(PLACEHOLDER_HEADER);
  for (const name of [...headers.keys()].filter((name) => ORDER_TO_SHARED_CACHES.test(name))) {
    headers.delete(name);
  }
  const tag = stored.get("ETag");
  if (tag && !tag.startsWith("W/")) {
    headers.set("ETag", `W/${tag}`);
  }
  return headers;
}

function privateCacheControl(said) {
  const kept = said
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part && !/^(public$|s-maxage=|private=)/i.test(part));
  const isPrivate = kept.some((part) => /^(private|no-store)$/i.test(part));
  return (isPrivate ? kept : [...kept, "private"]).join(", ");
}

function isKnown(request, answer) {
  const bare = (tag) => tag.trim().replace(/^W\//, "");
  const tag = answer.headers.get("ETag");
  const known = request.headers.get("If-None-Match");
  return answer.status === 200 && tag && known && known.split(",").map(bare).includes(bare(tag));
}

// A browser would apply a policy here to the page that it has kept, whose nonce is another.
function notModified(answer) {
  answer.body?.cancel();
  const headers = new Headers(answer.headers);
  for (const name of [...POLICY_HEADERS, "Content-Length"]) {
    headers.delete(name);
  }
  return new Response(null, { status: 304, headers });
}

function answerTo(request, answer) {
  if (request.method !== "HEAD") {
    return answer;
  }
  answer.body?.cancel();
  return new Response(null, answer);
}
