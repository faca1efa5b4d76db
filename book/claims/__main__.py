"""What book/notes.toml says of Python, run.

    python3 book/claims
    python3 book/claims C78 E22

A function bears the id of the item of which it shows that what we say is so. Prints the ids
whose claims hold; one that does not hold is told with its traceback, and the exit code is 1.
Needs Python 3.11 or later. Pauses cost no time: the loop's clock jumps to its next deadline.
"""

import importlib
import re
import sys
import traceback


def claims():
    known = {}
    for note in "abcde":
        for name, claim in vars(importlib.import_module(note)).items():
            if re.fullmatch(note + r"\d\d", name):
                known[name.upper()] = claim
    return known


def main():
    if sys.version_info < (3, 11):
        sys.exit("book/claims needs Python 3.11 or later")
    known = claims()
    wanted = sys.argv[1:] or sorted(known)
    if {"-h", "--help"} & set(wanted):
        sys.exit(__doc__)
    if unknown := [name for name in wanted if name not in known]:
        sys.exit(f"no claim {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    failed = False
    for name in wanted:
        try:
            known[name]()
        except Exception:
            failed = True
            print(f"{name} does not hold:\n{traceback.format_exc()}", file=sys.stderr)
        else:
            print(name)
    sys.exit(failed)


if __name__ == "__main__":
    main()
