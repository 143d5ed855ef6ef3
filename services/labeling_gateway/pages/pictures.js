// Pictures loaded ahead, so that they are there when a line is shown.

import * as server from "./server.js";

/** The line among its neighbours, or cut out alone where its page is not at hand; null if neither can be shown. */
export async function pictureOf(lease) {
  return (await amongNeighbours(lease)) ?? alone(lease);
}

async function amongNeighbours({ task_id: id }) {
  const around = await server.surroundings(id).catch(() => null);
  const image = around && (await loaded(around.image));
  if (!image) return null;
  const polygon = around.polygon.map(([x, y]) => [x - around.left, y - around.top]);
  return { image, width: around.width, height: around.height, polygon, around };
}

async function alone(lease) {
  const image = await loaded(lease.image);
  if (!image) return null;
  const { naturalWidth: width, naturalHeight: height } = image;
  return { image, width, height, polygon: [[0, 0], [width, 0], [width, height], [0, height]], around: null };
}

/** The image when it can be drawn at once; null if it can't be had. */
async function loaded(address) {
  const image = new Image();
  image.src = address;
  image.alt = "The line to read";
  return image.decode().then(() => image, () => null);
}
