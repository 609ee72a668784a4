"""``python -m demo``: the whole site on this machine, until Ctrl-C."""

import sys

from demo.supervisor.main import main

if __name__ == "__main__":
    sys.exit(main())
