"""Hostile agents: what strangers' code may try, and what stops it, backend by backend."""
