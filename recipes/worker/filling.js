// Replaces a placeholder in a stream of bytes, wherever the stream is cut into pieces.

export function filling(placeholder, nonce) {
  const encoder = new TextEncoder();
  const searchedFor = encoder.encode(placeholder);
  const replacement = encoder.encode(nonce);
  let held = new Uint8Array(0);
  return new TransformStream({
    transform(piece, controller) {
      const bytes = joined(held, piece);
      replaceAll(bytes, searchedFor, replacement);
      // The end of this piece may be the beginning of a placeholder that the next one goes on with.
      const sent = Math.max(bytes.length - searchedFor.length + 1, 0);
      held = bytes.slice(sent);
      controller.enqueue(bytes.subarray(0, sent));
    },
    flush(controller) {
      controller.enqueue(held);
    },
  });
}

function joined(first, second) {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

// Replaces in place, for the length is the same.
function replaceAll(bytes, searchedFor, replacement) {
  let at = bytes.indexOf(searchedFor[0]);
  while (at !== -1) {
    if (searchedFor.every((byte, offset) => bytes[at + offset] === byte)) {
      bytes.set(replacement, at);
    }
    at = bytes.indexOf(searchedFor[0], at + 1);
  }
}
