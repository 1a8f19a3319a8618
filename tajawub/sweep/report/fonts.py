"""The page's type, carried inside the page: it asks no host for it.

Noto Kufi Arabic for text, Alexandria for Arabic headings, Roboto for Latin letters and figures; all
under the SIL Open Font License (fonts/OFL.txt).
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import Final

_ARABIC: Final = "U+0600-06FF,U+200C-200D"
# family, weight, file, and the characters it is for (so that figures and Latin stay Roboto's)
_FACES: Final = (
    ("Tj Kufi", 400, "kufi-400.woff2", _ARABIC),
    ("Tj Kufi", 700, "kufi-700.woff2", _ARABIC),
    ("Tj Alexandria", 600, "alexandria-600.woff2", _ARABIC),
    ("Tj Latin", 400, "roboto-400.woff2", "U+0020-02DC,U+2010-2044,U+20AC,U+2122,U+2212"),
    ("Tj Latin", 700, "roboto-700.woff2", "U+0020-02DC,U+2010-2044,U+20AC,U+2122,U+2212"),
)


@cache
def font_faces() -> str:
    """The @font-face rules, fonts and all, about 150 kB."""
    return "\n".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};unicode-range:{characters};'
        f'src:url(data:font/woff2;base64,{_encoded(file)})format("woff2")}}'
        for family, weight, file, characters in _FACES
    )


def _encoded(file: str) -> str:
    return b64encode(files(__package__).joinpath("fonts", file).read_bytes()).decode("ascii")
