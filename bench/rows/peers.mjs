// Other tools that send the same posts. None is a dependency: what is not installed is left out, and said so.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { cpuOf } from "../measure.mjs";
import { startResources } from "../resources.mjs";
import { measureRun } from "./networked.mjs";

const POSTS = 256;
const SESSIONS = 8;
const PATH = "/openai/v1/chat/completions";
const BODY = JSON.stringify({
  model: "gpt-4.1-mini",
  messages: [{ role: "user", content: "Reply with the single word: ready" }],
  max_completion_tokens: 200,
});
const EXPORTER_PORT = 19_115;

/** Where a tool is: on the path, or in the folder that BENCH_PEERS names (`npm install --prefix FOLDER newman …`). */
function find(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  if (process.env.BENCH_PEERS !== undefined) folders.unshift(join(process.env.BENCH_PEERS, "node_modules", ".bin"));
  return folders.map((folder) => join(folder, name)).find(existsSync) ?? null;
}

async function peers(context) {
  const work = { targets: 4, deployments: POSTS / 4, role: "chat", concurrency: 16 };
  const server = await startResources(work, join(context.folder, "resources"));
  try {
    const [{ endpoint, key }] = server.resources;
    const place = { ...context, url: `${endpoint}${PATH}`, endpoint, key };
    const out = join(context.folder, "peers");
    mkdirSync(out, { recursive: true });
    const own = await measureRun({ ...work, probe: "chat-completions-v1" }, server, { ...context, out });
    const ofPost = { cpu: own.total.cpuMs / POSTS, wall: own.total.wallMs / POSTS };
    const ofSession = { cpu: await cpuOfSession(context) };
    const lines = [];
    for (const [name, { tool, run, count = POSTS, goal }] of Object.entries(PEERS)) {
      const path = find(tool);
      if (path === null) {
        context.log(`${name}: left out, ${tool} is not installed`);
        continue;
      }
      const begun = performance.now();
      const cpu = (await run(path, place)) / count;
      const wall = (performance.now() - begun) / count;
      const unit = "ms";
      const [noun, ours] = count === SESSIONS ? ["session", ofSession] : ["post", ofPost];
      const what = `${name}: CPU a ${noun} (floor: ours)`;
      lines.push({ what, values: [cpu], floor: [ours.cpu], unit, digits: 2, goal: goal?.cpu ?? "" });
      if (goal?.wall !== undefined)
        lines.push({
          what: `${name}: wall a post (floor: ours, 64 at once)`,
          values: [wall],
          floor: [ofPost.wall],
          unit,
          digits: 2,
          goal: goal.wall,
        });
    }
    return lines;
  } finally {
    await server.end();
  }
}

/** CPU that a session of ours costs, the reports included. */
async function cpuOfSession(context) {
  const work = { targets: 4, deployments: POSTS / 16, role: "conversation", concurrency: 16, probe: "ga-realtime" };
  const server = await startResources(work, join(context.folder, "sessions"));
  try {
    const out = join(context.folder, "sessions-out");
    mkdirSync(out, { recursive: true });
    const { total } = await measureRun(work, server, { ...context, out });
    return total.cpuMs / (work.targets * work.deployments);
  } finally {
    await server.end();
  }
}

/** Each returns the CPU that it cost, ms. `curl --parallel` and `hey` keep no evidence: they are no goal, but honest. */
const PEERS = {
  "curl, a process each": {
    tool: "curl",
    goal: { wall: "20" },
    run: (curl, { url, key }) => {
      const one = `"${curl}" -s -o /dev/null -H "api-key: ${key}" -H "Content-Type: application/json" -d '${BODY}' ${url}`;
      return cpuOf("bash", ["-c", `for i in $(seq ${POSTS}); do ${one}; done`]);
    },
  },
  "curl --parallel, keeps nothing": {
    tool: "curl",
    run: (curl, { url, key, folder }) => {
      const config = join(folder, "curl.conf");
      const quoted = JSON.stringify(BODY);
      const one = `url = "${url}"\noutput = "/dev/null"\nheader = "api-key: ${key}"\nheader = "Content-Type: application/json"\ndata = ${quoted}\n`;
      writeFileSync(config, Array(POSTS).fill(one).join("next\n"));
      return cpuOf(curl, ["-s", "--parallel", "--parallel-immediate", "--parallel-max", "64", "-K", config]);
    },
  },
  "hey, keeps nothing": {
    tool: "hey",
    run: (hey, { url, key, folder }) => {
      const body = join(folder, "body.json");
      writeFileSync(body, BODY);
      const head = ["-H", `api-key: ${key}`, "-T", "application/json", "-disable-keepalive"];
      return cpuOf(hey, ["-n", String(POSTS), "-c", "64", "-m", "POST", ...head, "-D", body, url]);
    },
  },
  newman: {
    tool: "newman",
    goal: { wall: "10" },
    run: (newman, { url, key, folder }) => {
      const collection = join(folder, "collection.json");
      const header = [
        { key: "api-key", value: key },
        { key: "Content-Type", value: "application/json" },
      ];
      const request = { method: "POST", header, body: { mode: "raw", raw: BODY }, url };
      const schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
      writeFileSync(collection, JSON.stringify({ info: { name: "bench", schema }, item: [{ name: "post", request }] }));
      return cpuOf(newman, [
        "run",
        collection,
        "-n",
        String(POSTS),
        "--reporters",
        "json",
        "--reporter-json-export",
        join(folder, "newman.json"),
      ]);
    },
  },
  stepci: {
    tool: "stepci",
    goal: { wall: "5" },
    run: (stepci, { url, key, folder }) => {
      const step = {
        name: "post",
        http: { url, method: "POST", headers: { "api-key": key, "Content-Type": "application/json" }, body: BODY },
      };
      const workflow = join(folder, "workflow.yml");
      const steps = Array.from({ length: POSTS }, () => step);
      writeFileSync(workflow, JSON.stringify({ version: "1.1", name: "bench", tests: { posts: { steps } } }));
      return cpuOf(stepci, ["run", workflow], { STEPCI_DISABLE_ANALYTICS: "1" });
    },
  },
  wscat: {
    tool: "wscat",
    count: SESSIONS,
    goal: { cpu: "15 × a session" },
    run: (wscat, { endpoint, key }) => {
      const url = `${endpoint.replace("http:", "ws:")}/openai/v1/realtime?model=gpt-4.1-mini`;
      const one = `"${wscat}" -c "${url}" -H "api-key: ${key}" -x '{"type":"session.update"}' -w 0`;
      return cpuOf("bash", ["-c", `for i in $(seq ${SESSIONS}); do ${one}; done`]);
    },
  },
  "prometheus-blackbox-exporter": {
    tool: "prometheus-blackbox-exporter",
    goal: { cpu: "1.0 or more" },
    run: async (exporter, { url, key, folder }) => {
      const config = join(folder, "blackbox.yml");
      const http = { method: "POST", headers: { "api-key": key, "Content-Type": "application/json" }, body: BODY };
      writeFileSync(config, JSON.stringify({ modules: { post: { prober: "http", http } } }));
      const listen = `--web.listen-address=127.0.0.1:${EXPORTER_PORT}`;
      const child = spawn(exporter, [`--config.file=${config}`, listen], { stdio: "ignore" });
      try {
        const probe = `http://127.0.0.1:${EXPORTER_PORT}/probe?module=post&target=${encodeURIComponent(url)}`;
        await answered(probe);
        const before = ticksOf(child.pid);
        for (let n = 0; n < POSTS; n++) await (await fetch(probe)).text();
        return ticksOf(child.pid) - before;
      } finally {
        child.kill();
      }
    },
  },
};

async function answered(url) {
  for (let tries = 0; tries < 50; tries++) {
    const response = await fetch(url).catch(() => null);
    if (response !== null) return response.text();
    await pause(100);
  }
  throw new Error(`${url} does not answer`);
}

/** CPU of a running process, ms: the kernel counts it in hundredths of a second. */
function ticksOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const ticks = Number(spawnSync("getconf", ["CLK_TCK"]).stdout.toString());
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
}

export const rows = { peers };
