"""The kit: the standards on a stick. Website, files, digests and standing in one folder, an image of it, and the way from kit to kit.

``kit.making.make_kit`` reads what was built and released and gives a folder that opens from ``file://``; ``kit.iso`` makes an image
of that folder, ``kit.delta`` the pack that turns one kit into the next. Nothing here builds, and no clock has a part in a byte.
"""
