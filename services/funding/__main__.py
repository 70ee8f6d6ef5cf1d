"""``python -m services.funding serve | migrate | contracts``."""

import sys

from services.funding.service import SERVICE
from shared.runtime.verbs import main

if __name__ == "__main__":
    sys.exit(main(SERVICE, sys.argv[1:]))
