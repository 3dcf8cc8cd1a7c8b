import dns from "node:dns";

/*
 * Preloaded into a process under test: names of the domain `example` are 127.0.0.1, and no other name exists. No name
 * server is asked, and what a run does with a name stays what it does with any.
 */

dns.lookup = (host, options, callback) => {
  const answer = typeof options === "function" ? options : callback;
  if (!/(^|\.)example$/.test(host)) {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND", hostname: host });
    process.nextTick(answer, error);
    return;
  }
  const all = typeof options === "object" && options.all === true;
  if (all) process.nextTick(answer, null, [{ address: "127.0.0.1", family: 4 }]);
  else process.nextTick(answer, null, "127.0.0.1", 4);
};
