"""`python -m tajawub` is the command `tajawub`."""

from tajawub.cli import main

if __name__ == "__main__":
    main()
