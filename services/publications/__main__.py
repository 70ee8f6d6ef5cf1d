"""``python -m services.publications serve | migrate | contracts``."""

import sys

from services.publications.service import SERVICE
from shared.runtime.verbs import main

if __name__ == "__main__":
    sys.exit(main(SERVICE, sys.argv[1:]))
