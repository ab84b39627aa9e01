"""Which bucket a report belongs to: the leading bits of its content hash, so that one new report moves no other."""

from __future__ import annotations

_STEPS = ((128, 4), (2048, 16), (32768, 64))
_MOST = 256


def bucket_count(n_files: int) -> int:
    """How many buckets suit ``n_files``: enough to keep cores busy, few enough to keep the start of a job cheap."""
    return next((count for limit, count in _STEPS if n_files <= limit), _MOST)


def bucket_of(sha256: str, count: int) -> str:
    """The bucket of a content hash, two hexadecimal digits; ``count`` is a power of two up to 256.

    >>> bucket_of("ff" + "0" * 62, 4), bucket_of("ff" + "0" * 62, 256), bucket_of("3f" + "0" * 62, 4)
    ('03', 'ff', '00')
    """
    return f"{int(sha256[:2], 16) * count // 256:02x}"
