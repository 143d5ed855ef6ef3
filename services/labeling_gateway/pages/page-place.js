// Where on the screen a page is shown, and how large. Pure: {scale, left, top}, screen = page * scale + corner.

const SMALLEST = 0.5;
const LARGEST = 8;
const MARGIN = 24;

/** The whole page, in the middle of a window. */
export function fitted(page, room) {
  const scale = Math.min((room.width - 2 * MARGIN) / page.width, (room.height - 2 * MARGIN) / page.height);
  return centred(page, room, Math.max(scale, 0.001));
}

const centred = (page, room, scale) => ({
  scale,
  left: (room.width - page.width * scale) / 2,
  top: (room.height - page.height * scale) / 2,
});

export const toPage = ({ scale, left, top }, [x, y]) => [(x - left) / scale, (y - top) / scale];
export const toScreen = ({ scale, left, top }, [x, y]) => [x * scale + left, y * scale + top];

/** Zoomed by a factor; what is under a point of the screen stays there. */
export function zoomed(place, factor, [x, y], page, room) {
  const least = SMALLEST * fitted(page, room).scale;
  const scale = Math.min(LARGEST, Math.max(least, place.scale * factor));
  const by = scale / place.scale;
  return { scale, left: x - (x - place.left) * by, top: y - (y - place.top) * by };
}

export const panned = (place, [across, down]) => ({ ...place, left: place.left + across, top: place.top + down });

/** Moved, and where it must be made smaller, so that a box of the page is in sight. */
export function showing(place, [left, top, right, bottom], page, room) {
  const [x1, y1] = toScreen(place, [left, top]);
  const [x2, y2] = toScreen(place, [right, bottom]);
  const isSeen = x1 >= 0 && y1 >= 0 && x2 <= room.width && y2 <= room.height;
  if (isSeen) return place;
  const fits = Math.min((room.width - 2 * MARGIN) / (right - left || 1), (room.height - 2 * MARGIN) / (bottom - top || 1));
  const scale = Math.min(place.scale, fits);
  return { scale, left: room.width / 2 - ((left + right) / 2) * scale, top: room.height / 2 - ((top + bottom) / 2) * scale };
}

/** The level whose pixels are just not larger than those of the screen, and its tiles in sight: [level, x, y]. */
export function tilesInSight(place, page, room, { size, levels }, density = 1) {
  const level = Math.max(0, Math.min(levels - 1, Math.floor(Math.log2(1 / (place.scale * density)) + 0.01)));
  const side = size * 2 ** level;
  const [left, top] = toPage(place, [0, 0]);
  const [right, bottom] = toPage(place, [room.width, room.height]);
  const found = [];
  for (let y = Math.max(0, Math.floor(top / side)); y * side < Math.min(bottom, page.height); y += 1) {
    for (let x = Math.max(0, Math.floor(left / side)); x * side < Math.min(right, page.width); x += 1) found.push([level, x, y]);
  }
  return found;
}
