"""A load generator of few lines: keep-alive connections, ready-made requests, one clock."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Result:
    """What came of a run: answers per second, seconds an answer took, and what was not the status hoped for."""

    rate: float
    seconds: list[float] = field(repr=False)
    wrong: dict[int, int]

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)]


def request(method: str, path: str, *, cookies: dict[str, str] | None = None, body: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: keep-alive", "Accept-Encoding: identity"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body.encode())}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def run(port: int, requests: Iterator[bytes], *, seconds: float, hoped_for: int = 200, connections: int = 4) -> Result:
    """Send `requests` over `connections` at once for so many seconds, or until there are no more."""
    lock, started = threading.Lock(), time.perf_counter()
    taken: list[float] = []
    wrong: dict[int, int] = {}

    def one_connection() -> None:
        with Connection(port) as connection:
            while time.perf_counter() - started < seconds:
                with lock:
                    raw = next(requests, None)
                if raw is None:
                    return
                before = time.perf_counter()
                status, _body = connection.ask(raw)
                after = time.perf_counter()
                with lock:
                    taken.append(after - before)
                    if status != hoped_for:
                        wrong[status] = wrong.get(status, 0) + 1

    threads = [threading.Thread(target=one_connection) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Result(len(taken) / (time.perf_counter() - started), taken, wrong)


class Connection:
    def __init__(self, port: int):
        self.port = port

    def __enter__(self) -> "Connection":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.stream = self.socket.makefile("rb")

    def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Status and body."""
        self.socket.sendall(raw)
        status = int(self.stream.readline().split()[1])
        length, closes = 0, False
        while (line := self.stream.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            closes = closes or (name.lower() == b"connection" and b"close" in value)
        body = self.stream.read(length)
        if closes:
            self.socket.close()
            self._open()
        return status, body
