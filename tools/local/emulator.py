"""Runs the emulator, and has it save its state each minute, not only at its end.

Whoever kills it, or pulls the plug, loses a minute. A service that changes while it is saved keeps what was saved of it
a minute before; each file is written beside the old one and put in its place.
"""

import asyncio

from ministack import app as emulator
from ministack.core.persistence import PERSIST_STATE, save_all

SAVE_SECONDS = 60

serve = emulator.app


async def save_each_minute():
    while True:
        await asyncio.sleep(SAVE_SECONDS)
        save_all(emulator._build_persistence_save_dict())


async def app(scope, receive, send):
    if scope["type"] != "lifespan" or not PERSIST_STATE:
        return await serve(scope, receive, send)
    saving = asyncio.create_task(save_each_minute())
    try:
        await serve(scope, receive, send)
    finally:
        saving.cancel()


emulator.app = app
emulator.main()
