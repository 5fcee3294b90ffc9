"""Breed bit strings with many ones: generation after generation of tasks."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, get_interface, parse_options

BITS = 64
MUTATION = 1 / BITS


def fitness(strings: list[int]) -> list[int]:
    """The number of ones in each string: cheap here, costly in earnest."""
    return [string.bit_count() for string in strings]


def child(lots: random.Random, mother: int, father: int) -> int:
    """Each bit from one of the parents, and now and then turned over."""
    mask = lots.getrandbits(BITS)
    flips = sum(1 << bit for bit in range(BITS) if lots.random() < MUTATION)
    return ((mother & mask) | (father & ~mask)) ^ flips


def next_generation(lots: random.Random, ranked: list[int]) -> list[int]:
    """The better half goes on, and has children in place of the other half."""
    parents = ranked[: max(2, len(ranked) // 2)]
    children = [child(lots, *lots.sample(parents, 2)) for _ in ranked[len(parents) :]]
    return parents + children


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "-g", "--generations", type=int, default=20, help="generations (default: %(default)s)"
    )
    parser.add_argument(
        "-s", "--size", type=int, default=40, help="strings in each (default: %(default)s)"
    )
    options = parse_options(parser, arguments)
    if options.generations < 1 or options.size < 4:
        parser.error("at least one generation of at least four")
    lots = random.Random("the first of them all")
    strings = [lots.getrandbits(BITS) for _ in range(options.size)]
    with Master(get_interface(options)) as master:
        for generation in range(options.generations):
            pieces = [strings[part :: options.num_workers] for part in range(options.num_workers)]
            results = master.map(fitness, pieces)
            scores = {
                string: score
                for piece, found in zip(pieces, results, strict=True)
                for string, score in zip(piece, found, strict=True)
            }
            strings.sort(key=scores.__getitem__, reverse=True)
            print(f"generation {generation + 1}: best {scores[strings[0]]} of {BITS}")
            strings = next_generation(lots, strings)


if __name__ == "__main__":
    main()
