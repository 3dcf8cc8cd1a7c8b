// The server under test, in a process of its own: embedded resources of the built program.
//   node server.mjs '{"targets":4,"deployments":8,"latencyMs":0}'
// Prints one line of JSON with the endpoints when it listens, and ends with its standard input.
import { startEmulator } from "../dist/emulator/resource.js";
import { readScenario } from "../dist/emulator/scenario-reader.js";
import { startFaultyPeer } from "./faulty-peers.mjs";

const MODELS = [
  ["gpt-realtime-1.5", "2026-02-23", "conversation"],
  ["gpt-realtime-whisper", "2026-05-06", "transcription"],
  ["gpt-realtime", "2025-08-28", "conversation"],
  ["gpt-realtime-translate", "2026-05-06", "translation"],
  ["gpt-4o-transcribe", "2025-03-20", "transcription"],
  ["gpt-4.1-mini", "2025-04-14", "chat"],
];
const FAR_ABOVE_ANY_RUN = { count: 1_000_000, within: 60_000 };

// `latencyMs`: one for all targets, or a list of one for each. `faulty`: kinds of further targets.
const { targets, deployments, latencyMs = 0, role = null, faulty = [] } = JSON.parse(process.argv[2] ?? "{}");
const models = MODELS.filter(([, , of]) => role === null || of === role);
const scenario = {
  ...(await readScenario("france-central-2026-06-10")),
  deployments: Array.from({ length: deployments }, (_, n) => {
    const [model, version, of] = models[n % models.length];
    const turn = Math.floor(n / models.length);
    return { name: turn === 0 ? model : `${model}-${turn + 1}`, model, version, sku: "GlobalStandard", role: of };
  }),
};
const running = await Promise.all(
  Array.from({ length: targets }, (_, n) =>
    startEmulator({
      scenario,
      handshakes: FAR_ABOVE_ANY_RUN,
      turns: FAR_ABOVE_ANY_RUN,
      demonstration: { latencyMs: latencyMs[n] ?? latencyMs, fault: null },
    }),
  ),
);
const resources = running.map(({ endpoint, key, deployments: own }) => ({ endpoint, key, deployments: own }));
for (const kind of faulty) {
  const { key, deployments: own } = resources[0];
  resources.push({ endpoint: await startFaultyPeer(kind), key, deployments: own });
}
console.log(JSON.stringify({ resources }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
