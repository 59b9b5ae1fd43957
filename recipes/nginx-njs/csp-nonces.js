// Fills pages that were stored with a nonce: every visitor gets a nonce of their own.
//
// What is searched for is the nonce of the stored response, which the application names in the
// header CSP-Nonce-Placeholder. It is random, belongs to this entry only, and no visitor sees it.
// nginx calls fillHeaders once for each response, and then fillBody for each piece of its body.

const NONCE = /^[A-Za-z0-9_-]{22}$/;
const POLICY_HEADERS = ['Content-Security-Policy', 'Content-Security-Policy-Report-Only'];
// What would let a shared cache in front of this one keep a filled page.
const ORDER_TO_SHARED_CACHES = /^(surrogate-control|.+-cache-control)$/i;

// Of the response at hand. Each request has these to itself, and fillHeaders sets them anew.
let placeholder;
let nonce;
let held;

function fillHeaders(r) {
    placeholder = r.variables.upstream_http_csp_nonce_placeholder;
    nonce = undefined;
    held = Buffer.alloc(0);
    if (r.status === 304) {
        // A browser would apply this policy to the page that it has kept, whose nonce is another.
        POLICY_HEADERS.forEach((name) => delete r.headersOut[name]);
    } else if (placeholder !== undefined) {
        refuseWhatCannotBeFilled(r);
        nonce = makeNonce();
        replaceInHeaders(r.headersOut);
    }
    if (placeholder !== undefined) {
        keepOutOfSharedCaches(r.headersOut);
    }
}

function fillBody(r, data, flags) {
    if (!nonce) {
        r.sendBuffer(data, flags);
        r.done();
        return;
    }
    const bytes = Buffer.concat([held, data]);
    const replacement = Buffer.from(nonce);
    for (let at = bytes.indexOf(placeholder); at !== -1; at = bytes.indexOf(placeholder, at)) {
        // Not with Buffer.write: that of njs 0.7.9 goes on behind the nonce, with what it finds in
        // memory.
        bytes.set(replacement, at);
    }
    // The end of this piece may be the beginning of a placeholder that the next one goes on with.
    const sent = flags.last ? bytes.length : Math.max(bytes.length - nonce.length + 1, 0);
    held = bytes.subarray(sent);
    // njs 0.7.9 spoils the response where more follows an empty piece.
    if (sent > 0 || flags.last) {
        r.sendBuffer(bytes.subarray(0, sent), flags);
    }
}

// By an exception, for which nginx closes the connection. An error page would be kinder, but in
// njs 0.7.9 the status that the application has sent cannot be changed any more.
function refuseWhatCannotBeFilled(r) {
    if (!NONCE.test(placeholder)) {
        throw new Error('a page cannot be filled: its placeholder is not a nonce');
    }
    if (linesOf(r, 'content-encoding').some((encoding) => encoding !== 'identity')) {
        throw new Error('a page cannot be filled: it is compressed, though not asked to be');
    }
    if (r.status === 206) {
        throw new Error('a page cannot be filled: it is only a part, though not asked to be');
    }
}

// The random bytes come from OpenSSL's RAND_bytes. Where it has none, this throws too.
function makeNonce() {
    return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
}

// Not only in the policies: an application may print its nonce into a Link header too.
function replaceInHeaders(headers) {
    const filled = (value) => value.split(placeholder).join(nonce);
    Object.keys(headers).forEach((name) => {
        const value = headers[name];
        if (String(value).indexOf(placeholder) !== -1) {
            headers[name] = Array.isArray(value) ? value.map(filled) : filled(value);
        }
    });
}

// Of several lines nginx 1.22 sees the last only, and would give one visitor's page to another.
function variesUnseen(r) {
    return linesOf(r, 'vary').length > 1 ? 'yes' : '';
}

function linesOf(r, name) {
    return r.rawHeadersOut.filter((line) => line[0].toLowerCase() === name).map((line) => line[1]);
}

// The filled page is this visitor's alone. Its bytes are too, so that its ETag can only be a weak
// one.
function keepOutOfSharedCaches(headers) {
    headers['Cache-Control'] = privateCacheControl(headers['Cache-Control'] || '');
    Object.keys(headers)
        .filter((name) => ORDER_TO_SHARED_CACHES.test(name))
        .forEach((name) => delete headers[name]);
    const tag = headers['ETag'];
    if (tag && !tag.startsWith('W/')) {
        headers['ETag'] = 'W/' + tag;
    }
}

function privateCacheControl(said) {
    const kept = said.split(',')
        .map((part) => part.trim())
        .filter((part) => part && !/^(public$|s-maxage=|private=)/i.test(part));
    const isPrivate = kept.some((part) => /^(private|no-store)$/i.test(part));
    return (isPrivate ? kept : kept.concat('private')).join(', ');
}

export default { fillHeaders, fillBody, variesUnseen };
