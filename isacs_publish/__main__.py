"""``python -m isacs_publish`` is the command ``isacs``."""

from isacs_publish.cli import main

raise SystemExit(main())
