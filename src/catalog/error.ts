/** A file of the catalogue that cannot be used. The message names file, line and key. */
export class CatalogError extends Error {
  override name = "CatalogError";
}
