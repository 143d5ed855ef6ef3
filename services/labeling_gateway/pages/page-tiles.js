// The tiles of a page that were fetched: few enough to stay in memory, the coarsest for ever.

const MOST = 160;

/** Tells `change` when another tile can be shown. */
export class PageTiles extends EventTarget {
  #page;
  #tiles = new Map();

  /** `page` as the server describes it. */
  constructor(page) {
    super();
    this.#page = page;
    this.coarsest = [page.tiles.levels - 1, 0, 0];
    this.get(this.coarsest);
  }

  /** The image of a tile, or null while it is on its way. */
  get(at) {
    const name = at.join("/");
    const tile = this.#tiles.get(name) ?? this.#request(at);
    this.#tiles.delete(name);
    this.#tiles.set(name, tile);
    return tile.isThere ? tile.image : null;
  }

  /** Left, top, width and height of a tile, in pixels of the page. */
  boxOf([level, x, y]) {
    const side = this.#page.tiles.size * 2 ** level;
    const { width, height } = this.#page;
    return [x * side, y * side, Math.min(side, width - x * side), Math.min(side, height - y * side)];
  }

  #request([level, x, y]) {
    const image = new Image();
    const tile = { image, isThere: false };
    image.src = this.#page.tiles.address.replace("{level}", level).replace("{x}", x).replace("{y}", y);
    image.decode().then(() => {
      tile.isThere = true;
      this.dispatchEvent(new Event("change"));
    }, () => this.dispatchEvent(new Event("missing")));
    this.#forget();
    return tile;
  }

  #forget() {
    const coarsest = this.coarsest.join("/");
    for (const name of this.#tiles.keys()) {
      if (this.#tiles.size <= MOST) return;
      if (name !== coarsest) this.#tiles.delete(name);
    }
  }
}
