"""A document, and what has been told since it was written: together they are what a process has come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from mlwaiters.document import Bounds, Document, Kept, KeptListing, Listed, Proof, Step, Thing, Told
from mlwaiters.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlwaiters.document import Record, Shown

_Key: TypeAlias = tuple[str, str, bytes]


def advanced(document: Document, records: Iterable[Record]) -> Document:
    """Add what has been told since a document was written.

    Raises:
        ValueError: a record is of a thing, or a listing, that the document doesn't have, or that has come to its end.
    """
    replay = _Replay(document)
    for record in records:
        if isinstance(record, Told):
            replay.tell(record)
        else:
            replay.show(record)
    return replay.document


def reopened(document: Document) -> Document:
    """Take back the ends that aren't the things' own, to be waited on: those that calls came to, which AWS refused.

    And where nothing else has failed, those of what was given up because of them.
    """
    replay = _Replay(document)
    ends = [wait.end for wait in replay.waits if wait.end is not None and wait.end.complaint is not None]
    for_good = any(not end.unread and not end.given_up for end in ends)
    for wait in replay.waits:
        if wait.end is not None and (wait.end.unread or (wait.end.given_up and not for_good)):
            _reopen(wait)
    return replay.document


class _Replay:
    """Takes records in, one after the other; the document itself stays as it is."""

    def __init__(self, document: Document) -> None:
        self._began = document
        self.named = [_copied(kept) for kept in document.waits]
        self.listings = [
            msgspec.structs.replace(kept, rested=[*kept.rested], waits=[_copied(wait) for wait in kept.waits])
            for kept in document.listings
        ]
        self._of: dict[_Key, list[Kept]] = {}  # a thing may be named, and shown by more listings than one
        self._listing = {_listing_key(kept.listing): kept for kept in self.listings}
        self._shown = {(id(kept), _key(wait.thing)): wait for kept in self.listings for wait in kept.waits}
        for wait in self.waits:
            self._of.setdefault(_key(wait.thing), []).append(wait)

    @property
    def waits(self) -> list[Kept]:
        """Those for what is named, and for what listings have shown."""
        return [*self.named, *(wait for kept in self.listings for wait in kept.waits)]

    @property
    def document(self) -> Document:
        """What all comes to."""
        return msgspec.structs.replace(self._began, waits=self.named, listings=self.listings)

    def tell(self, told: Told) -> None:
        """Take in an event."""
        waits = self._of.get(_key(told.thing))
        if waits is None:
            raise ValueError(f"an event is of {_words(told.thing)}, which nobody waits for")
        going = [wait for wait in waits if wait.end is None] or [
            wait for wait in waits if wait.end is not None and (wait.end.unread or wait.end.given_up)
        ]
        if not going:
            raise ValueError(f"an event is of {_words(told.thing)}, which has come to its end")
        change = told.change
        wait = next((each for each in going if change is not None and _state(each) == change.before), going[0])
        _reopen(wait)
        if change is None:
            _end(wait, told)
        else:
            _change(wait, change)

    def show(self, shown: Shown) -> None:
        """Take in what a listing has shown."""
        kept = self._listing.get(_listing_key(shown.listing))
        if kept is None:
            place = shown.listing
            words = quoted(" ".join([place.service, place.resource, *map(str, place.parameters.values())]))
            raise ValueError(f"a listing is read that nobody watches: {words}")
        kept.rested += shown.rested
        for identifiers in shown.begun:
            wait = _begun(kept, Thing(service=kept.listing.service, resource=kept.listing.resource, id=identifiers))
            wait.since = shown.time
            key = _key(wait.thing)
            former = self._shown.get((id(kept), key))
            if former is not None:  # it had come to rest
                wait.last = former.last
            kept.waits.append(wait)
            self._shown[id(kept), key] = wait
            self._of.setdefault(key, []).append(wait)
        for parameters in shown.below:
            self._add(_below(kept, msgspec.structs.replace(kept.listing, parameters=parameters)))
        kept.swept = kept.swept or shown.swept

    def _add(self, kept: KeptListing) -> None:
        self.listings.append(kept)
        self._listing.setdefault(_listing_key(kept.listing), kept)


def _copied(kept: Kept) -> Kept:
    return msgspec.structs.replace(kept, changes=[*kept.changes])


def _state(kept: Kept) -> str | None:
    return kept.changes[-1].sight.state if kept.changes else None


def _reopen(kept: Kept) -> None:
    kept.end = None
    kept.told = min(kept.told, len(kept.changes))


def _change(kept: Kept, change: Step) -> None:
    sight = change.sight
    kept.changes.append(change)
    kept.last = sight
    kept.since = sight.time
    kept.calls += sight.calls
    kept.naive += sight.calls or 1
    kept.told += 1


def _end(kept: Kept, told: Told) -> None:
    assert told.end is not None  # as `read_record` has made sure
    kept.end = told.end
    kept.last = told.end.sight
    kept.calls = told.end.calls
    kept.told += 1


def _begun(kept: KeptListing, thing: Thing) -> Kept:
    """A wait for what a listing shows for the first time, of which nothing has been told yet."""
    proof = Proof(found=False, moved=False, created=None, target="")
    return Kept(
        **_bounds(kept),
        thing=thing,
        baseline=None,
        changes=[],
        last=None,
        proof=proof,
        since=kept.began,
        calls=0,
        naive=0,
        end=None,
        told=0,
    )


def _below(kept: KeptListing, listing: Listed) -> KeptListing:
    """The listing of a parent: all of it is new where the parents have been read before."""
    history = kept.history or kept.swept
    return KeptListing(**_bounds(kept), listing=listing, history=history, child=True, swept=False, rested=[], waits=[])


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {name: getattr(bounds, name) for name in Bounds.__struct_fields__}


def _key(thing: Thing) -> _Key:
    return thing.service, thing.resource, _ordered(thing.id)


def _listing_key(listing: Listed) -> _Key:
    return listing.service, listing.resource, _ordered(listing.parameters)


def _ordered(value: object) -> bytes:
    return msgspec.json.encode(value, order="deterministic")


def _words(thing: Thing) -> str:
    return quoted(" ".join([thing.service, thing.resource, *thing.id.values()]))
