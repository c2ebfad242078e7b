"""The tests of the room share the people and papers of `partings`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
