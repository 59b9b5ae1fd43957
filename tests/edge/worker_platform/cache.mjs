// What a worker's platform has and Node has not: the Cache API, as far as the recipe needs it. Like
// the platforms', it keeps a response as long as its Cache-Control says.

class PageCache {
  #entries = new Map();

  async match(request) {
    const entry = this.#entries.get(request.url);
    if (entry === undefined || entry.expires <= Date.now()) {
      return undefined;
    }
    return new Response(entry.body, entry.response);
  }

  async put(request, response) {
    const orders = response.headers.get("Cache-Control");
    const [, seconds] = /s-maxage=(\d+)/.exec(orders) ?? /max-age=(\d+)/.exec(orders);
    const body = await response.arrayBuffer();
    const expires = Date.now() + Number(seconds) * 1000;
    this.#entries.set(request.url, { body, response, expires });
  }
}

const opened = new Map();

export const caches = {
  async open(name) {
    if (!opened.has(name)) {
      opened.set(name, new PageCache());
    }
    return opened.get(name);
  },
};
