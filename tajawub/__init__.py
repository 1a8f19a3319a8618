"""Tajawub finds every question put to an official account that never got a real answer."""

__version__ = "0.1.0"
