"""The modules under their contest names. Each file only gathers what its namesake offers."""
