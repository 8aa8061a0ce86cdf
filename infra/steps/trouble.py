"""What stops a deployment, in words for the person who started it."""


class Trouble(Exception):
    """Nothing was changed after this was raised."""
