import { expect } from "vitest";
import type { EmulatorOptions, RunningEmulator } from "../../../src/emulator/resource.ts";
import { type Answer, type Ask, ask, knock, Socket, speak } from "../resource-client.ts";

/** What a reporter asked, and what the reporter got. */
export interface FieldReport {
  report: string;
  /** Where it is served; each is asked. */
  scenarios: string[];
  /** What the reporter saw, as a fact. */
  saw: string;
  options?: Partial<EmulatorOptions>;
  ask: (running: RunningEmulator) => Promise<void>;
}

export const REALTIME_MESSAGE =
  "The realtime operation does not work with the specified model. Please choose different model and try again.";
export const NOT_FOUND_MESSAGE =
  "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.";

export const GA = "/openai/v1/realtime";
export const SECRETS = `${GA}/client_secrets`;
export const TRANSLATIONS = `${GA}/translations`;
export const VERSION = "api-version=2025-04-01-preview";
export const PREVIEW = `/openai/realtime?${VERSION}`;
export const MINT = `/openai/realtimeapi/sessions?${VERSION}`;
export const MINT_TRANSCRIPTION = `/openai/realtimeapi/transcription_sessions?${VERSION}`;
export const WHISPER = "gpt-realtime-whisper";
export const TRANSLATE = "gpt-realtime-translate";
export const COMPLETED = "conversation.item.input_audio_transcription.completed";
export const FAILED = "conversation.item.input_audio_transcription.failed";

/** A credential of this kind, as a header. */
export const bearer = (value: string) => ({ authorization: `Bearer ${value}` });

/** The answer to a request is this, and says that it is of this report. */
export async function gets(
  running: RunningEmulator,
  source: string,
  asked: [path: string, ask?: Ask],
  wanted: { status: number; json?: object; headers?: object },
): Promise<Answer> {
  const answer = await ask(running, asked[0], asked[1] ?? {});
  return checked(answer, source, wanted);
}

/** The handshake is refused so, and says that it is of this report. */
export async function isRefused(
  running: RunningEmulator,
  source: string,
  asked: [path: string, credential?: Record<string, string>, protocols?: string[]],
  wanted: { status: number; json?: object; headers?: object },
): Promise<Answer> {
  const outcome = await knocked(running, asked);
  if (outcome instanceof Socket) throw new Error("the handshake was accepted");
  return checked(outcome, source, wanted);
}

/** The handshake is accepted, and says that it is of this report. */
export async function isOpened(
  running: RunningEmulator,
  source: string,
  asked: [path: string, credential?: Record<string, string>, protocols?: string[]],
): Promise<Socket> {
  const outcome = await knocked(running, asked);
  if (!(outcome instanceof Socket)) throw new Error(`the handshake was refused: ${outcome.status} ${outcome.text}`);
  expect(outcome.headers["x-aoai-probe-source"]).toBe(source);
  return outcome;
}

function knocked(
  running: RunningEmulator,
  [path, credential, protocols]: [string, Record<string, string>?, string[]?],
) {
  return knock(running, path, {
    ...(credential === undefined ? {} : { credential }),
    ...(protocols === undefined ? {} : { protocols }),
  });
}

function checked(
  answer: Answer,
  source: string,
  { status, json, headers }: { status: number; json?: object; headers?: object },
): Answer {
  expect({ status: answer.status, source: answer.headers["x-aoai-probe-source"] }).toEqual({ status, source });
  if (json !== undefined) expect(answer.json).toMatchObject(json);
  if (headers !== undefined) expect(answer.headers).toMatchObject(headers);
  return answer;
}

/** The sample, appended and committed. */
export function say(socket: Socket): void {
  speak(socket);
  socket.send({ type: "input_audio_buffer.commit" });
}

export { ask, Socket, speak };
