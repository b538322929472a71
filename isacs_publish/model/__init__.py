"""Plain frozen values and pure functions: no input or output, no third party."""
