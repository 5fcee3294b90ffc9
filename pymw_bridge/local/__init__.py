"""Child processes on this machine: starting, feeding, watching and ending them."""
