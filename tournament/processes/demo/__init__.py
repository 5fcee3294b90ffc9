"""The demo: sample people, teams and agents, and one whole tournament through the real path."""
