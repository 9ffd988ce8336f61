"""Where models lie: where the notebooks read them."""

import os
from pathlib import Path

PROJECT_CACHE = Path(os.environ["HF_HUB_CACHE"])
