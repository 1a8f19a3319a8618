"""How the reader's weights are made. Needs scikit-learn (pip install "tajawub[train]")."""
