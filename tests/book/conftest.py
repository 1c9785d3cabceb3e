"""Let the tests of the book import their reader of chapters."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
