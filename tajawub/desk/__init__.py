"""What makes `tajawub run` one dependable command: the private database, the parts, their watch."""
