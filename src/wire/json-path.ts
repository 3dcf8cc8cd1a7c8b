export { valueAt as valueAtPath } from "../model/dotted.ts";
