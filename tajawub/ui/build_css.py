"""Builds `static/ui/desk.css` from `styles/` with Tailwind and the UAE Design System's plugin.

    python -m tajawub.ui.build_css

Running Tajawub needs no Node; building the look does, once a file in `styles/` has changed. The
first line of the built file names the digest of all that it was made from, so that a test can tell,
without Node, whether it is stale.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tajawub.errors import TajawubError

UI: Final = Path(__file__).parent
CHECKOUT: Final = UI.parent.parent
BUILT: Final = UI / "static" / "ui" / "desk.css"
SOURCE: Final = UI / "styles" / "desk.css"
HOW: Final = "Run `make css` (it needs Node 20 or later) and commit tajawub/ui/static/ui/desk.css."

_FACE: Final = re.compile(r"@font-face\s*\{[^}]*\}")
_ADDRESS: Final = re.compile(r"url\(\s*['\"]?([^)'\"]*)")
_IMPORT: Final = re.compile(r"@import[^;]*;")
_HEAD: Final = re.compile(r"\A/\* made from ([0-9a-f]{64}) ")


def inputs() -> list[Path]:
    """Everything the built file depends on."""
    return [*sorted((UI / "styles").glob("*.css")), CHECKOUT / "package-lock.json"]


def digest() -> str:
    """The digest of the inputs: their names and contents."""
    found = hashlib.sha256()
    for path in inputs():
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()


def digest_of_built() -> str | None:
    """The digest that the built file says it was made from; None where it says nothing."""
    head = _HEAD.match(BUILT.read_text(encoding="utf-8")) if BUILT.exists() else None
    return head[1] if head else None


def own(css: str) -> str:
    """The sheet without the design system's fonts, which lie on another host.

    Raises TajawubError where any other rule still asks for something that is not ours.
    """
    kept = _FACE.sub(lambda face: face[0] if "url(fonts/" in face[0] else "", css)
    strangers = [a for a in _ADDRESS.findall(kept) if not a.startswith("fonts/")]
    if strangers or _IMPORT.search(kept):
        raise TajawubError(f"desk.css would ask for {(strangers or ['an @import'])[0]}")
    return kept


def build() -> Path:
    """Builds the sheet anew. Raises TajawubError where Node is missing or the build fails."""
    tailwind = CHECKOUT / "node_modules" / ".bin" / "tailwindcss"
    if not tailwind.exists():
        npm = shutil.which("npm")
        if npm is None:
            raise TajawubError("Building the look needs Node 20 or later with npm; none is here.")
        _run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    with TemporaryDirectory() as folder:
        raw = Path(folder, "desk.css")
        _run(str(tailwind), "--input", str(SOURCE), "--output", str(raw), "--minify")
        css = own(raw.read_text(encoding="utf-8"))
    head = f"/* made from {digest()} by `make css` */\n"
    BUILT.write_text(head + css, encoding="utf-8")
    return BUILT


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise TajawubError(f"{' '.join(command[:2])} failed:\n{done.stderr or done.stdout}")


if __name__ == "__main__":
    try:
        size = build().stat().st_size
    except TajawubError as error:
        sys.exit(str(error))
    sys.stdout.write(f"{BUILT.relative_to(CHECKOUT)}: {size:,} bytes\n")
