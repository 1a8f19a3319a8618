"""Figures over cases: one per file, each defined once, as Ibis expressions.

The same definitions run on DuckDB (a sweep), PostgreSQL (the desk) and Spark (a cluster). What each
means, where it comes from and how it resists being gamed stands in its file and in
docs/reference/measures.md.

| file | figure |
|---|---|
| `standings` | cases by standing; which are owed, waiting, settled |
| `answered_share` | share answered, in all and within a time |
| `time_to_answer` | Kaplan-Meier time to an answer, the waiting counted |
| `redirect_rate` | first replies that only redirect; redirects nobody repaired |
| `backlog` | how many wait now, and how long already |
| `weekly` | the same week by week, to see whether an improvement lasts |
| `share` | a proportion with its Wilson interval |
| `summary` | all of them together: `summarise` |
"""

from __future__ import annotations

from tajawub.measures.summary import Figures, Summary, summarise

__all__ = ["Figures", "Summary", "summarise"]
