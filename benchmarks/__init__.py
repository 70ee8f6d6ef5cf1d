"""What the platform does in a second, each figure beside its floor: the best bare code for the same work."""
