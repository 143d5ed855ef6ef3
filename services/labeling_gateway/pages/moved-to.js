// Where a document went that somebody has put out of an inbox into a collection, in words that lead there.

import { element } from "./elements.js";

export const movedTo = ({ collection: into, document_id: id }) =>
  element("span", {}, "put into ", into ? element("a", { href: `/document?id=${encodeURIComponent(id)}` }, into) : "a collection");
