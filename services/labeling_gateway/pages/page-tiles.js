// The tiles of a page that were fetched: few enough to stay in memory, the coarsest for ever.

const MOST = 160;

/** Tells `change` when another tile can be shown, and `missing` when one can't be had. */
export class PageTiles extends EventTarget {
  #page;
  #tiles = new Map();

  /** `page` as the server describes it. */
  constructor(page) {
    super();
    this.#page = page;
    this.#take([page.tiles.levels - 1, 0, 0]);
  }

  /**
   * What there is to show of these tiles: [{image, from, to}], with two boxes each, of the image and of the page. A tile
   * that is still on its way is stood in for by the finest coarser one.
   */
  show(wanted) {
    for (const at of wanted) this.#take(at);
    return wanted.map((at) => this.#shown(at)).filter(Boolean);
  }

  /** Ask no longer for what has left the sight before it came: it would hold up what is in sight. */
  waitOnlyFor(wanted) {
    const names = new Set(wanted.map((at) => at.join("/")));
    for (const [name, tile] of this.#tiles) {
      if (!tile.isThere && !names.has(name) && !this.#isCoarsest(name)) this.#drop(name);
    }
  }

  #shown(at) {
    const to = this.#boxOf(at);
    for (let [level, x, y] = at; level < this.#page.tiles.levels; [level, x, y] = [level + 1, x >> 1, y >> 1]) {
      const tile = this.#tiles.get([level, x, y].join("/"));
      if (tile?.isThere) return { image: tile.image, from: within(tile.image, this.#boxOf([level, x, y]), to), to };
    }
    return null;
  }

  /** Left, top, width and height of a tile, in pixels of the page. */
  #boxOf([level, x, y]) {
    const side = this.#page.tiles.size * 2 ** level;
    const { width, height } = this.#page;
    return [x * side, y * side, Math.min(side, width - x * side), Math.min(side, height - y * side)];
  }

  /** Ask for a tile that is not here; those that were wanted last are the last to be forgotten. */
  #take(at) {
    const name = at.join("/");
    const tile = this.#tiles.get(name) ?? this.#requested(name, at);
    this.#tiles.delete(name);
    this.#tiles.set(name, tile);
    this.#forget();
  }

  #requested(name, [level, x, y]) {
    const tile = { image: new Image(), isThere: false };
    tile.image.src = this.#page.tiles.address.replace("{level}", level).replace("{x}", x).replace("{y}", y);
    tile.image.decode().then(() => {
      tile.isThere = true;
      this.dispatchEvent(new Event("change"));
    }, () => {
      if (this.#tiles.get(name) !== tile) return;
      this.#tiles.delete(name);
      this.dispatchEvent(new Event("missing"));
    });
    return tile;
  }

  #forget() {
    for (const name of this.#tiles.keys()) {
      if (this.#tiles.size <= MOST) return;
      if (!this.#isCoarsest(name)) this.#drop(name);
    }
  }

  #drop(name) {
    const { image, isThere } = this.#tiles.get(name);
    this.#tiles.delete(name);
    if (!isThere) image.src = "";
  }

  #isCoarsest(name) {
    return name === `${this.#page.tiles.levels - 1}/0/0`;
  }
}

/** The part of an image of one box that shows another, which lies in it. */
function within({ naturalWidth, naturalHeight }, [left, top, width, height], [x, y, across, down]) {
  const [wide, high] = [naturalWidth / width, naturalHeight / height];
  return [(x - left) * wide, (y - top) * high, across * wide, down * high];
}
