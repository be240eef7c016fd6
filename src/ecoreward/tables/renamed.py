"""A table one of whose columns is read under another name, so that it means what its own name does not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ecoreward.tables.source import Batch, Source


@dataclass(frozen=True, slots=True)
class Renamed:
    """A source whose column `header` is called `name`; all else is as it was."""

    source: Source
    header: str
    called: str

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.source.name

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(self.called if h == self.header else h for h in self.source.headers)

    @property
    def letters(self) -> tuple[str, ...]:
        """The columns as a person finds them."""
        return self.source.letters

    @property
    def total(self) -> int | None:
        """How many records there are, where that is known."""
        return self.source.total

    @property
    def first(self) -> int:
        """The number of the first record."""
        return self.source.first

    @property
    def share(self) -> float | None:
        """How much has been read."""
        return self.source.share

    def batches(self, size: int) -> Iterator[Batch]:
        """All records."""
        for batch in self.source.batches(size):
            yield replace(batch, frame=batch.frame.rename({self.header: self.called}))
