"""The sweep on a terminal: what was read, where the cases stand, who still waits."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tajawub.measures.share import Share
from tajawub.measures.summary import Figures
from tajawub.measures.time_to_answer import Quartile
from tajawub.sweep.report import AccountRow, ReportData, WaitingCase

# Whatever a stranger can write into a post must not steer the terminal or turn its lines round.
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_BAR = 24
STYLES = {
    "unanswered": "red",
    "disputed": "red",
    "redirected": "yellow",
    "acknowledged": "white",
    "moved to private": "white",
    "asked back": "cyan",
    "answered": "green",
    "confirmed": "green",
}


def show(data: ReportData, console: Console, *, top: int) -> None:
    """Print the sweep: figures first, then the `top` oldest waiting cases."""
    total = data.summary.total
    console.print(_heading(data))
    console.print(_accounts(data.accounts))
    if total.owed:
        console.print(_standings(total))
        console.print(_figures(total))
    if total.waiting and not top:
        console.print(Text(f"\nStill waiting: {total.waiting:,} cases.", "bold"))
    elif total.waiting:
        shown = list(data.waiting[:top])
        console.print(
            Text(f"\nStill waiting: {total.waiting:,} cases. The {len(shown)} oldest:", "bold")
        )
        console.print(_waiting(shown))
    elif total.owed:
        console.print(Text("\nNobody is waiting: every case was answered.", "bold green"))
    else:
        console.print(Text("\nNothing in these posts is owed an answer by these accounts.", "bold"))
    if data.broken:
        console.print(_broken(data))


def plain(text: str | None, most: int) -> str:
    """A stranger's words on one line, safe to print, cut at `most` characters."""
    words = " ".join(_UNSAFE.sub(" ", text or "").split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def duration(seconds: float | None) -> str:
    """A wait in its two largest units, e.g. "11 d 3 h"; "not reached" for None."""
    if seconds is None:
        return "not reached"
    minutes = int(seconds // 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if days < 10 and hours else f"{days} d"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _heading(data: ReportData) -> Text:
    return Text.assemble(
        (f"{data.posts:,} posts", "bold"),
        f", {data.first_post_at:%d %b %Y} to {data.last_post_at:%d %b %Y}",
        f"; judged as of {data.as_of:%d %b %Y %H:%M} UTC",
    )


def _accounts(accounts: Sequence[AccountRow]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Official account")
    for name in ("Cases", "Waiting", "Answered"):
        table.add_column(name, justify="right")
    table.add_column("Why it counts as official", style="dim")
    for row in accounts[:15]:
        figures = row.figures
        table.add_row(
            Text(f"@{plain(row.account, 30)}"),
            f"{figures.owed:,}" if figures else "0",
            f"{figures.waiting:,}" if figures else "0",
            _share(figures.answered) if figures else "–",
            Text(row.why),
        )
    if len(accounts) > 15:
        return Group(table, Text(f"… and {len(accounts) - 15} more in accounts.parquet", "dim"))
    return table


def _standings(total: Figures) -> RenderableType:
    table = Table(box=None, pad_edge=False, title=f"{total.owed:,} cases owed an answer",
                  title_justify="left", title_style="bold")  # fmt: skip
    table.add_column("Standing")
    table.add_column("Cases", justify="right")
    table.add_column("Share", justify="right")
    table.add_column("")
    for key, count in total.standings.items():
        name = key.replace("_", " ")
        if name == "nothing owed":
            continue
        style = STYLES[name]
        bar = "█" * max(round(_BAR * count / total.owed), 1 if count else 0)
        table.add_row(
            Text(name, style), f"{count:,}", f"{count / total.owed:.0%}", Text(bar, style)
        )
    return table


def _figures(total: Figures) -> RenderableType:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column()
    for name, value in (
        ("Answered", _share(total.answered)),
        ("Answered within 1 day", _share(total.answered_within["1_day"])),
        ("Half are answered within", _quartile(total.elapsed.median) + ", the waiting counted"),
        ("  in working time", _quartile(total.working.median)),
        ("First replies that only redirect", _share(total.redirects.first)),
        ("Redirected and never answered since", _share(total.redirects.unrepaired)),
        ("Waiting for more than 7 days", f"{total.backlog.older_than_7_days:,}"),
        ("Longest wait", duration(total.backlog.oldest_seconds) if total.waiting else "–"),
    ):
        table.add_row(name, value)
    return Panel(table, box=box.MINIMAL, padding=(0, 0))


def _share(share: Share) -> str:
    if share.of == 0:
        return "–"
    if share.share is None or share.low is None or share.high is None:
        return f"{share.count:,} of {share.of:,} (too few for a share)"
    return f"{share.share:.0%} ({share.low:.0%} to {share.high:.0%})"


def _quartile(quartile: Quartile) -> str:
    if quartile.seconds is None:
        return "not reached"
    if quartile.low is None and quartile.high is None:
        return duration(quartile.seconds)
    return (
        f"{duration(quartile.seconds)} "
        f"(between {duration(quartile.low)} and {duration(quartile.high)})"
    )


def _waiting(cases: Sequence[WaitingCase]) -> RenderableType:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, padding=(0, 1, 0, 0))
    table.add_column("Waiting", no_wrap=True)
    table.add_column("Question, last official reply, why it did not count", ratio=1)
    for case in cases:
        standing = case.standing.value
        late = case.age_seconds > 7 * 86_400
        age = Text(duration(case.age_seconds), "bold red" if late else "bold")
        table.add_row(Group(age, Text(standing, STYLES[standing])), _question(case))
    return table


def _question(case: WaitingCase) -> RenderableType:
    hidden = "(private)" if case.private else "(deleted by its author)"
    lines = [
        Text.assemble(
            (f"@{plain(case.citizen, 30)} to @{plain(case.account, 30)}  ", "dim"),
            ("urgent  ", "bold red") if case.urgent else "",
            plain(case.text, 240) if case.text is not None else (hidden, "italic"),
        )
    ]
    if case.last_reply_text:
        lines.append(Text(f"↳ {plain(case.last_reply_text, 200)}", "cyan"))
    lines.append(Text(f"  {plain(case.why, 200)}", "yellow"))
    if case.url:
        lines.append(Text(f"  {plain(case.url, 200)}", "dim", overflow="fold"))
    return Group(*lines, Text(""))


def _broken(data: ReportData) -> RenderableType:
    lines = [Text(f"\n{data.broken:,} rows could not be read; the rest was.", "bold yellow")]
    for row in data.broken_rows[:5]:
        line = f", line {row.line}" if row.line else ""
        where = f", {row.where}" if row.where else ""
        lines.append(Text(f"  {plain(row.file, 80)}{line}{where}: {plain(row.reason, 160)}"))
    if data.broken > 5:
        lines.append(Text("  … the first thousand are in summary.json", "dim"))
    return Group(*lines)
