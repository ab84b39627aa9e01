"""``python -m test_data.generator``."""

import sys

from .draw import main

sys.exit(main())
