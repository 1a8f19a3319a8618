"""Archives of posts in: each format one module, listed here.

To add a platform: a module with NAME, CHANNEL, recognise and read (see `importer`), a line in this
list, a fixture and a test.
"""

from __future__ import annotations

from tajawub.channels import (
    bluesky,
    mastodon,
    meta_graph,
    support_csv,
    table,
    telegram,
    x_archive,
    x_v1,
    x_v2,
    youtube,
)
from tajawub.channels.importer import Importer

IMPORTERS: tuple[Importer, ...] = (
    support_csv,
    x_archive,
    x_v2,
    x_v1,
    mastodon,
    bluesky,
    telegram,
    youtube,
    meta_graph,
    table,
)
