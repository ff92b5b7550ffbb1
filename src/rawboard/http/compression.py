"""Content codings, gzip (RFC 1952) and zstd (RFC 8878): of answers, and of what clients send."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from flask import Response
from werkzeug.http import parse_accept_header

from rawboard.http.problems import Problem, too_large

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

CODINGS = ("zstd", "gzip")  # the first is both faster and smaller
MIN_LENGTH = 1024  # bytes: below that the header and the time cost more than is saved
GZIP_LEVEL = 4
ZSTD_LEVEL = 1  # 1.2 MB of memory a stream, and some 4 % more bytes than the usual 3 with 3.4 MB
GZIP_WINDOW = 31  # zlib's: the largest window, with gzip's header
WINDOW_LOG = 23  # 8 MiB, the most that zstd may take in HTTP (RFC 9659)
PIECE = 65_536  # bytes that are decoded at once
MAX_MEMBERS = 1000  # gzip members or zstd frames in one body; each costs time, an empty one too


class Decoder(Protocol):
    """A decompressor as Python's bz2, lzma and zstd have it."""

    @property
    def eof(self) -> bool: ...  # noqa: D102
    @property
    def needs_input(self) -> bool: ...  # noqa: D102
    @property
    def unused_data(self) -> bytes: ...  # noqa: D102
    def decompress(self, data: bytes, max_length: int) -> bytes: ...  # noqa: D102


class GzipDecoder:
    """zlib's, made like the others: what is not decoded yet stays inside."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(GZIP_WINDOW)

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether everything given is decoded."""
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What follows the member."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return up to so many bytes of what is given now and what was left of it before."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _zstd_decoder() -> Decoder:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max.value: WINDOW_LOG}
    return zstd.ZstdDecompressor(options=options)


DECODERS: dict[str, Callable[[], Decoder]] = {
    "gzip": GzipDecoder,
    "x-gzip": GzipDecoder,
    "zstd": _zstd_decoder,
}


def choose(accept_encoding: str | None, mimetype: str | None, length: int | None) -> str | None:
    """Return the coding that an answer gets (RFC 9110, 12.5.3), None for none.

    Args:
        accept_encoding: the header; without it nothing is coded.
        mimetype: the answer's media type; without one there is no body.
        length: the answer's length in bytes, None where it is not known yet: a stream.
    """
    if not accept_encoding or not mimetype or length == 0:
        return None
    weights = dict(reversed(parse_accept_header(accept_encoding.lower())))
    # '*' stands for gzip alone: whoever names nothing may not know zstd.
    likings = {"zstd": weights.get("zstd", 0), "gzip": weights.get("gzip", weights.get("*", 0))}
    best = max(CODINGS, key=likings.__getitem__)
    if not likings[best] or likings[best] < weights.get("identity", 0):
        return None
    must_be_coded = not weights.get("identity", weights.get("*", 1))
    is_small = length is not None and length < MIN_LENGTH
    return None if is_small and not must_be_coded else best


def encode(response: Response, coding: str) -> None:
    """Give an answer a content coding; a stream is coded while it flows, chunk by chunk.

    Args:
        response: left as it is where it has one already, or no body.
        coding: one of ``CODINGS``.
    """
    if "Content-Encoding" in response.headers:
        return
    if response.is_streamed:
        source = response.response
        response.response = _coded(response.iter_encoded(), coding)
        response.call_on_close(lambda: _close(source))  # a body that is never begun closes nothing
        response.headers.pop("Content-Length", None)  # a file's is that without the coding
    elif data := response.get_data():
        response.set_data(b"".join(_coded([data], coding)))
    else:
        return
    response.headers["Content-Encoding"] = coding


def decoded(sent: bytes, coding: str, limit: int) -> bytes:
    """Return a request's body without its content coding.

    Args:
        sent: the body.
        coding: its ``Content-Encoding``.
        limit: the most bytes that it may have without it; decoding ends there.

    Raises:
        Problem: 400, it is broken; 413, it is longer; 415, another coding, with
            ``Accept-Encoding`` (RFC 9110, 15.5.16).
    """
    name = coding.strip().lower()
    if name == "identity":
        return sent
    if name not in DECODERS:
        ours = " or ".join(CODINGS)
        detail = f"The body may be sent as it is, or with one Content-Encoding: {ours}."
        raise Problem(415, detail, headers={"Accept-Encoding": ", ".join(CODINGS)})
    try:
        return _decoded(sent, DECODERS[name], limit)
    except (zlib.error, zstd.ZstdError, EOFError):
        raise Problem(400, f"The body is not whole and sound {name}.") from None


def _decoded(sent: bytes, start: Callable[[], Decoder], limit: int) -> bytes:
    text = bytearray()
    for piece in _decoded_pieces(sent, start):
        text += piece
        if len(text) > limit:
            raise too_large(limit)
    return bytes(text)


def _decoded_pieces(sent: bytes, start: Callable[[], Decoder]) -> Iterator[bytes]:
    decoder, members = start(), 1
    for place in range(0, len(sent), PIECE):
        left = sent[place : place + PIECE]
        while left or not (decoder.needs_input or decoder.eof):
            if decoder.eof:
                decoder, members = start(), members + 1
            yield decoder.decompress(left, PIECE)
            left = decoder.unused_data
            if members > MAX_MEMBERS:
                raise EOFError
    if not decoder.eof:
        raise EOFError


def _coded(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield the coded body: what is made of a chunk can be read before the next one is there."""
    if coding == "gzip":
        gzip = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)
        for chunk in chunks:
            yield gzip.compress(chunk) + gzip.flush(zlib.Z_SYNC_FLUSH)
        yield gzip.flush()
    else:
        frame = zstd.ZstdCompressor(level=ZSTD_LEVEL)
        for chunk in chunks:
            yield frame.compress(chunk, zstd.ZstdCompressor.FLUSH_BLOCK)
        yield frame.flush()


def _close(source: object) -> None:
    close = getattr(source, "close", None)
    if close:
        close()
