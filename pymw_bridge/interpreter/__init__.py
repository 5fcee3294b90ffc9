"""A Python interpreter that untrusted code cannot leave, for any code.

`wasm`: CPython as a WebAssembly component. It is linked to a handful of pure functions and to
nothing else, so there is no file, network, process or environment to reach, and its clock is the
count of executed instructions (fuel): what it computes depends on its input alone.
"""
