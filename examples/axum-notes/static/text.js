// What a text is made of, counted as the server does.

export function characters(text) {
  return [...text.replaceAll("\r\n", "\n").trimEnd()].length;
}

export function words(text) {
  return text.match(/\S+/g)?.length ?? 0;
}
