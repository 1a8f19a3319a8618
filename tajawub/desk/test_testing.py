"""Tests have a database of their own, which is PostgreSQL as the desk has it."""

from __future__ import annotations

import os

import pytest
from django.db import connection


@pytest.mark.django_db
def test_a_test_has_its_own_database_with_every_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), count(*) FROM agencies_person")
        name, people = cursor.fetchone()
    assert name.startswith("test_tajawub")
    assert people == 0


def test_a_test_keeps_its_files_out_of_the_operators_data_folder() -> None:
    assert "tajawub-tests-" in os.environ["TAJAWUB_DATA"]
