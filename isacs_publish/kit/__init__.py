"""The kit: the standards on a stick. Website, files, digests and status in one folder, an image of it, packs from kit to kit.

``kit.making.make_kit`` reads what was built and released and gives a folder that opens from ``file://``; ``kit.iso`` makes an
image of that folder, ``kit.delta`` the pack that turns one kit into the next. Nothing here builds or asks a clock.
"""
