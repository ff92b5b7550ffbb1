"""Content codings, gzip (RFC 1952) and zstd (RFC 8878), of responses and of request bodies."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator

from flask import Response
from werkzeug.http import parse_accept_header
from werkzeug.wsgi import ClosingIterator

from rawboard.http.problems import Problem, too_large
from rawboard.http.responses import WholeResponse, digest

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


class GzipDecoder:
    """zlib's decompressor with the interface of Python's bz2, lzma and zstd."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(GZIP_WINDOW)
        self.eof, self.needs_input, self.unused_data = False, True, b""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return up to max_length bytes of the data and of what is left from earlier calls."""
        text = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self.eof, self.unused_data = self._inner.eof, self._inner.unused_data
        self.needs_input = not self._inner.unconsumed_tail
        return text


def _zstd_decoder() -> zstd.ZstdDecompressor:
    options: dict[int, int] = {zstd.DecompressionParameter.window_log_max.value: WINDOW_LOG}
    return zstd.ZstdDecompressor(options=options)


Factory = Callable[[], GzipDecoder | zstd.ZstdDecompressor]
DECODERS: dict[str, Factory] = {"gzip": GzipDecoder, "x-gzip": GzipDecoder, "zstd": _zstd_decoder}


class Static:
    """A body that never changes, in memory, and each of its coded forms, which are made once."""

    def __init__(self, body: bytes, content_type: str):
        self.body, self.content_type, self.tag = body, content_type, digest(body)
        self._coded: dict[str, bytes] = {}

    def coded(self, coding: str) -> bytes:
        """Return the body in one of ``CODINGS``."""
        if coding not in self._coded:
            self._coded[coding] = b"".join(_coded([self.body], coding))
        return self._coded[coding]


class StaticResponse(WholeResponse):
    """A response with such a body."""

    def __init__(self, static: Static):
        super().__init__(static.body, content_type=static.content_type)
        self.static = static


def choose(accept_encoding: str | None, mimetype: str | None, length: int | None) -> str | None:
    """Return the coding of a response (RFC 9110, 12.5.3), None for none.

    A response without a media type has no body; a length of None means a stream.
    """
    if not accept_encoding or not mimetype or length == 0:
        return None
    weights = dict(reversed(parse_accept_header(accept_encoding.lower())))
    # '*' stands for gzip alone: a client that names no coding may not know zstd.
    likings = {"zstd": weights.get("zstd", 0), "gzip": weights.get("gzip", weights.get("*", 0))}
    best = max(CODINGS, key=likings.__getitem__)
    if not likings[best] or likings[best] < weights.get("identity", 0):
        return None
    must_be_coded = not weights.get("identity", weights.get("*", 1))
    is_small = length is not None and length < MIN_LENGTH
    return None if is_small and not must_be_coded else best


def encode(response: Response, coding: str) -> None:
    """Apply one of ``CODINGS``, to a stream chunk by chunk; not to a coded or an empty body."""
    if "Content-Encoding" in response.headers:
        return
    if response.is_streamed:
        source = ClosingIterator(response.response)  # type: ignore[arg-type]
        response.response = _coded(response.iter_encoded(), coding)
        response.call_on_close(source.close)  # a generator that is never begun closes nothing
        response.headers.pop("Content-Length", None)  # a file's is that without the coding
    elif isinstance(response, StaticResponse):
        response.set_data(response.static.coded(coding))
    elif data := response.get_data():
        response.set_data(b"".join(_coded([data], coding)))
    else:
        return
    response.headers["Content-Encoding"] = coding


def decoded(sent: bytes, coding: str, limit: int) -> bytes:
    """Return a request's body without its ``Content-Encoding``: up to ``limit`` bytes.

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


def _decoded(sent: bytes, start: Factory, limit: int) -> bytes:
    text, decoder, members = bytearray(), start(), 1
    for place in range(0, len(sent), PIECE):
        left = sent[place : place + PIECE]
        while left or not (decoder.needs_input or decoder.eof):
            if decoder.eof:
                decoder, members = start(), members + 1
            text += decoder.decompress(left, PIECE)
            left = decoder.unused_data
            if len(text) > limit:
                raise too_large(limit)
            if members > MAX_MEMBERS:
                raise EOFError
    if not decoder.eof:
        raise EOFError
    return bytes(text)


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
