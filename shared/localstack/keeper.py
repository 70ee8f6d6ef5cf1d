"""Keeps a local stack up until SIGTERM: ``python -m shared.localstack.keeper FOLDER``, run by ``idm stack start``."""

import signal
import sys
from pathlib import Path

from shared.localstack.servers import StackUnavailable
from shared.localstack.stack import LocalStack


def main(folder: Path) -> int:
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        with LocalStack(folder):
            print("up", flush=True)
            signal.sigwait(signals)
    except StackUnavailable as why:
        print(why, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
