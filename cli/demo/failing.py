"""Why a demonstration stops."""


class DemoFailed(Exception):
    """The demonstration cannot go on; the text is a sentence (or several lines of them) for its reader."""
