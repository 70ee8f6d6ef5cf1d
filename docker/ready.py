"""The health check of a service's container: ends with 0 when /readyz says so, else says what it complains of."""

import http.client
import sys

_PORT = 8000
_ANSWER_SECONDS = 4.0


def main() -> int:
    connection = http.client.HTTPConnection("127.0.0.1", _PORT, timeout=_ANSWER_SECONDS)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        print(answer.read().decode("utf-8", "replace").strip())
    except (OSError, http.client.HTTPException) as error:
        print(f"no answer on port {_PORT}: {type(error).__name__}")
        return 1
    return int(answer.status != 200)


if __name__ == "__main__":
    sys.exit(main())
