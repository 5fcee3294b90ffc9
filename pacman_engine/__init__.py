"""Pacman capture the flag: boards, rules, referee, replays. I/O only at named edges."""

ENGINE_VERSION = "1"
"""Changes whenever the engine could play a given match differently."""
