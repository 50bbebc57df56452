"""`python -m console`: the same as `saualnama`."""

from console.cli import main

main()
