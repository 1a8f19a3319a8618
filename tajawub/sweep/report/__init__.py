"""The report of a sweep: one HTML file that needs nothing else, in Arabic or English."""

from __future__ import annotations

from tajawub.sweep.report.data import AccountRow, ReportData, WaitingCase
from tajawub.sweep.report.page import Language, render

__all__ = ["AccountRow", "Language", "ReportData", "WaitingCase", "render"]
