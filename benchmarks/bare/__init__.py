"""The floors: the best bare code for the same work, with the same durability, and nothing of the platform.

It keeps the same documents in the same collections (the platform's rows, positions and validators), since the
figures are about what the platform's code costs, and not about what it stores.
"""
