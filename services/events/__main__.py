"""``python -m services.events serve | migrate | contracts``."""

import sys

from services.events.service import SERVICE
from shared.runtime.verbs import main

if __name__ == "__main__":
    sys.exit(main(SERVICE, sys.argv[1:]))
