"""The peer of `bench --only inbound`: aiosmtpd that writes each message to a file of its own and syncs it before 250."""

import asyncio
import os
import sys

from aiosmtpd.controller import UnthreadedController


class Durable:
    def __init__(self, place):
        self.place, self.count = place, 0

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        path = os.path.join(self.place, str(self.count))
        with open(path, "wb") as file:
            file.write(envelope.content)
            file.flush()
            os.fsync(file.fileno())
        return "250 2.0.0 kept"


port, place = int(sys.argv[1]), sys.argv[2]
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
controller = UnthreadedController(Durable(place), hostname="127.0.0.1", port=port, loop=loop)
controller.begin()
loop.run_forever()
