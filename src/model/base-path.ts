/**
 * The form of a path before the paths of every probe, such as `/api/projects/P` or the path of an API in a gateway. It
 * has no final slash, no escape and no dot segment.
 */
export const BASE_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]{1,64}){1,8}$/;
