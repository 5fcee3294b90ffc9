"""The modules that student code imports: one implementation behind all spellings.

`game`, `util`, `captureAgents`, … (flat camelCase), `contest.capture_agents`, … (snake_case) and
the hybrids are all names of the modules in `agent_api.modules`. Nothing is importable under those
names until `importing.install()` is called, which only a team's child process does (or, for
comparisons and tests, `importing.installed()` for a while).

Rooms: `spelling`, `parameters` and `naming` pair the spellings; `counter`, `containers`,
`sampling`, `directions`, `grid`, `boards`, `agent_states`, `state_data` (with `place` and
`packing`), `game_state`, `distancer`, `capture_agent`, `reflex_agents`, `matches` hold the
classes; `agent_rules` moves what the engine's core cannot; `facade` makes states for agents out of
the core; `hooks` is what a driver calls on a loaded team.
"""
