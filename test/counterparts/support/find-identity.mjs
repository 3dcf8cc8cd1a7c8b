/*
 * `node --import` this file. The package @azure/identity is installed with the counterparts, and not next to the
 * program, as an operator would install it.
 */
import { createRequire, register } from "node:module";
import { pathToFileURL } from "node:url";

const found = pathToFileURL(createRequire(import.meta.url).resolve("@azure/identity")).href;
const hooks = `export const resolve = (name, context, next) =>
  name === "@azure/identity" ? { url: ${JSON.stringify(found)}, shortCircuit: true } : next(name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
