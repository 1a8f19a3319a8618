"""How fast the sweep is and what it takes: `make bench`, or `python -m bench.sweep --help`.

Everything is given as a ratio within one run: to the same file merely read by DuckDB and by Polars
(the physical limit), and to a plain scikit-learn classifier over the same texts (a peer of the
reader alone). Absolute seconds are printed for orientation; they belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.memory import Ran, run
from bench.posts import repeat, source
from tajawub.channels.records import Post

SKLEARN_POSTS = 50_000  # the peer classifies so many; its cost per post does not depend on number


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One size of archive."""

    posts: int
    sweep: Ran
    steps: dict[str, float]
    duckdb: float
    polars: float
    sklearn_per_post: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="archives to repeat")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tajawub-bench-") as name:
        folder = Path(name)
        posts = source(given.data, folder)
        print(f"Made from {len(posts):,} posts by repeating and shifting.\n")
        rows = [_measure(posts, number, folder) for number in given.posts]
    _show(rows)


def _measure(posts: Sequence[Post], number: int, folder: Path) -> Row:
    archive = folder / f"{number}.csv"
    repeat(posts, number, archive)
    swept = run(
        [sys.executable, "-m", "tajawub", "sweep", str(archive), "--json", "--top", "0",
         "--out", str(folder / f"out-{number}")]
    )  # fmt: skip
    summary = json.loads(swept.output)
    assert summary["posts"] == number, summary["posts"]
    row = Row(
        posts=number,
        sweep=swept,
        steps=summary["seconds"] | {f"{k} (cpu)": v for k, v in summary["cpu_seconds"].items()},
        duckdb=_seconds(lambda: _read_with_duckdb(archive)),
        polars=_seconds(lambda: _read_with_polars(archive)),
        sklearn_per_post=_sklearn_per_post(posts, archive),
    )
    archive.unlink()
    return row


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _read_with_duckdb(archive: Path) -> int:
    import duckdb

    read = duckdb.read_csv(str(archive), header=True, all_varchar=True)
    return int(read.to_arrow_table().num_rows)


def _read_with_polars(archive: Path) -> int:
    import polars

    return polars.read_csv(archive, infer_schema=False).height


def _sklearn_per_post(posts: Sequence[Post], archive: Path) -> float:
    """Seconds per post of TF-IDF (words and pairs) with logistic regression, one core."""
    import polars
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = polars.read_csv(archive, infer_schema=False, n_rows=SKLEARN_POSTS)["text"].to_list()
    learn = [post.text for post in posts][:3000]
    vectors = TfidfVectorizer(ngram_range=(1, 2))
    # Any six classes will do: what is measured is the cost of applying them.
    model = LogisticRegression(max_iter=200).fit(
        vectors.fit_transform(learn), [len(text) % 6 for text in learn]
    )
    return _seconds(lambda: model.predict(vectors.transform(texts))) / len(texts)


def _show(rows: Sequence[Row]) -> None:
    print(
        "| posts | seconds | posts/s | peak MB | ÷ DuckDB read | ÷ Polars read | reading ÷ TF-IDF |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        reading = row.steps["read (cpu)"] / row.posts / row.sklearn_per_post
        print(
            f"| {row.posts:,} | {row.sweep.seconds:.1f} | {row.posts / row.sweep.seconds:,.0f} "
            f"| {row.sweep.peak_mb:,.0f} | {row.sweep.seconds / row.duckdb:.1f} "
            f"| {row.sweep.seconds / row.polars:.1f} | {reading:.2f} |"
        )
    print("\nMicroseconds per post, by step (wall), and of all processes together (cpu):\n")
    steps = list(rows[-1].steps)
    print("| posts | " + " | ".join(steps) + " |")
    print("|---" * (len(steps) + 1) + "|")
    for row in rows:
        costs = (f"{row.steps[step] / row.posts * 1e6:.1f}" for step in steps)
        print(f"| {row.posts:,} | " + " | ".join(costs) + " |")


if __name__ == "__main__":
    main()
