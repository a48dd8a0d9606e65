"""Sentence vectors for the whole service: one queue in front of one encoder, whichever that is.

While one batch runs, whatever else is asked for gathers and goes next. A text that is already on its way is
computed once however many wait for it, and recent vectors are kept, so that reading a message and searching
for its answer embed it once.
"""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from time import perf_counter

import numpy as np

from adapters.embeddings.encoder import Encoder
from core.errors import Unavailable
from core.ports import Progress, Vectors

MAX_BATCH = 32
MAX_WAITING = 64
REMEMBERED = 2_048
PIECE, AT_ONCE = 256, 2
"""Texts of set-up work that are tokenised together, and how many such pieces are worked on at once."""


class QueuedEmbedder:
    """`core.ports.Embedder` over an encoder. Usable from any thread and any event loop.

    `batches`, `texts` and `seconds` count what the model did, `hits` what memory answered, `shared` what was
    already on its way.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder: Encoder | None = encoder
        self.name = encoder.name
        self.dimensions = encoder.dimensions
        self._wake = threading.Condition()
        self._queue: OrderedDict[str, Future[Vectors]] = OrderedDict()
        self._flying: dict[str, Future[Vectors]] = {}
        self._recent: OrderedDict[str, Vectors] = OrderedDict()
        self._closed = False
        self.batches = 0
        self.texts = 0
        self.seconds = 0.0
        self.hits = 0
        self.shared = 0
        self._worker = threading.Thread(target=self._work, name="embedder", daemon=True)
        self._worker.start()

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions). Raises what the model raised; after `close()` `Unavailable`."""
        waiting = self._ask(texts)
        rows = [found if isinstance(found, np.ndarray) else await _result(found) for found in waiting]
        return np.stack(rows) if rows else np.empty((0, self.dimensions), np.float32)

    def embed_blocking(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same for set-up work outside the event loop; beside the queue, two pieces at once: within one piece even
        a model with several threads leaves cores idle a quarter of the time."""
        encoder = self._model()
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        counting = threading.Lock()
        done = 0

        def embed_piece(start: int) -> None:
            nonlocal done
            for rows, part in encoder.runs(texts[start : start + PIECE]):
                vectors[[start + row for row in rows]] = part
                with counting:
                    done += len(rows)
                    if progress is not None:
                        progress(done, len(texts))

        pool = ThreadPoolExecutor(AT_ONCE, "embed-bulk")
        try:
            for piece in [pool.submit(embed_piece, start) for start in range(0, len(texts), PIECE)]:
                piece.result()
        finally:
            pool.shutdown(cancel_futures=True)
        return vectors

    def prefetch(self, text: str) -> None:
        """Begin embedding a text that will be asked for soon; returns at once, never raises."""
        if len(self._queue) < MAX_WAITING:  # a hint is dropped when there is real work waiting
            with suppress(Unavailable):
                self._ask([text])

    def close(self) -> None:
        """Finish the batch that runs, refuse what waits, stop, and let go of the model. May be called twice."""
        with self._wake:
            self._closed = True
            refused = list(self._queue.values())
            self._queue.clear()
            self._wake.notify()
        for future in refused:
            future.set_exception(_closing())
        self._worker.join()
        self._encoder = None  # a hundred megabytes need not wait for the garbage collector

    def _model(self) -> Encoder:
        if self._encoder is None:
            raise _closing()
        return self._encoder

    def _ask(self, texts: Sequence[str]) -> list[Vectors | Future[Vectors]]:
        """For each text its vector if we have it, else the future that all who want it share."""
        with self._wake:
            if self._closed:
                raise _closing()
            found: list[Vectors | Future[Vectors]] = []
            for text in map(str.strip, texts):
                if (vector := self._recent.get(text)) is not None:
                    self._recent.move_to_end(text)
                    self.hits += 1
                    found.append(vector)
                elif (future := self._queue.get(text) or self._flying.get(text)) is not None:
                    self.shared += 1
                    found.append(future)
                else:
                    self._queue[text] = future = Future()
                    found.append(future)
            if self._queue:  # waking the model's thread for nothing costs a change of threads
                self._wake.notify()
            return found

    def _work(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._closed:
                    self._wake.wait()
                if self._closed:
                    return
                batch = [self._queue.popitem(last=False) for _ in range(min(MAX_BATCH, len(self._queue)))]
                self._flying = dict(batch)
                # Counted before anybody hears of a result: who waited for one finds it counted.
                self.batches += 1
                self.texts += len(batch)
            started = perf_counter()
            self._run(batch)
            with self._wake:
                self._flying = {}
                self.seconds += perf_counter() - started

    def _run(self, batch: list[tuple[str, Future[Vectors]]]) -> None:
        try:
            for rows, vectors in self._model().runs([text for text, _ in batch]):
                with self._wake:
                    for row, vector in zip(rows, vectors, strict=True):
                        self._recent[batch[row][0]] = vector
                    while len(self._recent) > REMEMBERED:
                        self._recent.popitem(last=False)
                for row, vector in zip(rows, vectors, strict=True):
                    batch[row][1].set_result(vector)
        except Exception as exc:
            # Whoever waits must hear of it: nobody else looks at this thread.
            for _, future in batch:
                if not future.done():
                    future.set_exception(exc)


def _closing() -> Unavailable:
    return Unavailable("The embedding model has been closed because the service is stopping.")


async def _result(shared: Future[Vectors]) -> Vectors:
    """Wait for a shared future without owning it: cancelling this wait leaves it alone for the others."""
    loop = asyncio.get_running_loop()
    mine: asyncio.Future[Vectors] = loop.create_future()

    def settle(done: Future[Vectors]) -> None:
        if mine.done():
            return
        if (error := done.exception()) is not None:
            mine.set_exception(error)
        else:
            mine.set_result(done.result())

    def arrived(done: Future[Vectors]) -> None:
        try:
            loop.call_soon_threadsafe(settle, done)
        except RuntimeError:
            return  # that loop has closed: nobody waits there any more

    shared.add_done_callback(arrived)
    return await mine
