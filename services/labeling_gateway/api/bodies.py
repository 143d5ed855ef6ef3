"""Bodies that are read as they come, up to a limit, where FastAPI would read whatever is sent."""

from collections.abc import Awaitable, Callable

from fastapi import Request

from services.labeling_gateway.failures import TooLarge


def up_to(most: int) -> Callable[[Request], Awaitable[bytes]]:
    """A dependency: the request's body. Raises TooLarge for more than `most` bytes."""

    async def body(request: Request) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > 4 * most:
                break  # a client that hears nothing before it has sent all gets its answer up to here
            parts.append(part) if size <= most else parts.clear()
        if size > most:
            raise TooLarge(f"The body has more than the {most // 2**20} MiB accepted: send it in parts.")
        return b"".join(parts)

    return body
