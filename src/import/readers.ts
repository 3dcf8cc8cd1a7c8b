/*
 * Every format that can be imported, one line each.
 */

export { curlTranscript } from "./curl.ts";
export { curlResponses } from "./curl-include.ts";
export { har } from "./har.ts";
export { httpCassette } from "./http-cassette.ts";
export { websocketCassette } from "./websocket-cassette.ts";
