"""A client in another language and of another WebSocket library: a turn in text, then a transcription of a sample.

Reads from its environment URL, KEY, CA, MODEL and WAV; prints one line of JSON with what it came to.
"""

import asyncio
import base64
import json
import os
import ssl
import wave

import websockets


async def expect(socket, kind):
    """The next event of that type; an error event ends the client."""
    while True:
        event = json.loads(await socket.recv())
        if event["type"] == "error":
            raise SystemExit(f"an error event: {event}")
        if event["type"] == kind:
            return event


async def main():
    trust = ssl.create_default_context(cafile=os.environ["CA"])
    headers = {"api-key": os.environ["KEY"]}
    async with websockets.connect(os.environ["URL"], ssl=trust, extra_headers=headers) as socket:

        async def send(**event):
            await socket.send(json.dumps(event))

        await expect(socket, "session.created")
        heard = {"turn_detection": None, "transcription": {"model": os.environ["MODEL"]}}
        await send(
            type="session.update",
            session={"type": "realtime", "output_modalities": ["text"], "audio": {"input": heard}},
        )
        await expect(socket, "session.updated")
        content = [{"type": "input_text", "text": "Reply with the single word: ready"}]
        await send(type="conversation.item.create", item={"type": "message", "role": "user", "content": content})
        await send(type="response.create")
        done = await expect(socket, "response.done")
        with wave.open(os.environ["WAV"]) as sample:
            while frame := sample.readframes(4800):
                await send(type="input_audio_buffer.append", audio=base64.b64encode(frame).decode())
        await send(type="input_audio_buffer.commit")
        completed = await expect(socket, "conversation.item.input_audio_transcription.completed")
        answer = done["response"]["output"][0]["content"][0]["text"]
        print(json.dumps({"answer": answer, "transcript": completed["transcript"]}))


asyncio.run(asyncio.wait_for(main(), timeout=10))
